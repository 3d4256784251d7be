/**
 * Channels, select and goroutines with Go's semantics, on Java 21's virtual threads.
 *
 * <p>A {@link StackOverflowError} within a method of this package may leave what it was called on locked, and all timeouts unkept: do not catch it to go on, end the program, as Go does.
 */
@NullMarked
package io.heddle.channels;

import org.jspecify.annotations.NullMarked;
