/**
 * The promises of the channels, each checked under many schedules of the simulation: one class a promise. They see the public API only.
 *
 * <p>The bugs that these scenarios are known to find are planted by {@code PlantedBugsTest}.
 */
@NullMarked
package io.heddle.channels.proof;

import org.jspecify.annotations.NullMarked;
