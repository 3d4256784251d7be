/** Heddle's workqueue beside client-go's, controller-runtime's and the same contract under a lock. */
@NullMarked
package io.heddle.benchmarks.workqueue;

import org.jspecify.annotations.NullMarked;
