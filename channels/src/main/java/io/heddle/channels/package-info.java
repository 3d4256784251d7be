/**
 * Channels, select and goroutines with Go's semantics, on Java 21's virtual threads.
 *
 * <p>A {@link StackOverflowError} within a method of this package may leave what it was called on locked, and all timeouts unkept. Go ends the program when a
 * stack is used up; so should who catches this error, and the handler of {@link Go#onUncaught} when a goroutine fails with it.
 */
@NullMarked
package io.heddle.channels;

import org.jspecify.annotations.NullMarked;
