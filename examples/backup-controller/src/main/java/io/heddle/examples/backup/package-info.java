/**
 * The backup-controller: a Kubernetes controller for the kind Backup of example.com/v1, on Heddle.
 *
 * <p>Read it in this order. {@link io.heddle.examples.backup.Backup} is the kind. {@link io.heddle.examples.backup.PodPlan} and {@link
 * io.heddle.examples.backup.BackupStatuses} are the rules, as plain functions of what was seen. {@link
 * io.heddle.examples.backup.BackupReconciler} carries a plan out. {@link io.heddle.examples.backup.Main} starts it: against a cluster, or
 * as a scene that needs none.
 */
@NullMarked
package io.heddle.examples.backup;

import org.jspecify.annotations.NullMarked;
