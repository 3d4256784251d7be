/**
 * For tests of programs that use goroutines and channels.
 *
 * <ul>
 *   <li>{@link io.heddle.channels.testing.Bubble} runs a test in virtual time, in an order that a seed repeats, and finds deadlocks and leaks.
 *   <li>{@link io.heddle.channels.testing.GoroutineLeaks} fails an ordinary test of JUnit that leaves goroutines behind.
 * </ul>
 */
@NullMarked
package io.heddle.channels.testing;

import org.jspecify.annotations.NullMarked;
