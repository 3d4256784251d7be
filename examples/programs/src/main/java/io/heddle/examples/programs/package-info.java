/** Small programs, each one idea of Heddle's and short enough to be read at once. */
@NullMarked
package io.heddle.examples.programs;

import org.jspecify.annotations.NullMarked;
