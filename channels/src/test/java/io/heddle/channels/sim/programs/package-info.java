/** Small programs, right and wrong, on which the simulation itself is tested. */
@NullMarked
package io.heddle.channels.sim.programs;

import org.jspecify.annotations.NullMarked;
