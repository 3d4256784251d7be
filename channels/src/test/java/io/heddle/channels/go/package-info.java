/**
 * Go's own tests, re-expressed: what each checks is checked here in Heddle's terms. A class names the Go file it follows, a method the Go function or program.
 *
 * <table>
 * <caption>Which is where (Go 1.26)</caption>
 * <tr><th>Go</th><th>here</th></tr>
 * <tr><td>src/runtime/chan_test.go, chanbarrier_test.go</td><td>{@code RuntimeChanTest}</td></tr>
 * <tr><td>test/chan: doubleselect, fifo, goroutines, nonblock, perm, select, select2, select4, select5, select6, select7, select8, sieve1, sieve2, zerosize</td>
 *     <td>{@code ChanProgramsTest}</td></tr>
 * <tr><td>test/chan/select3</td><td>{@code BlockingMatrixTest}</td></tr>
 * <tr><td>test/chan/powser1, powser2</td><td>{@code PowerSeriesTest}</td></tr>
 * <tr><td>test/closedchan.go</td><td>{@code ClosedChannelTest}</td></tr>
 * <tr><td>test/chancap.go, chanlinear.go, fixedbugs/issue4313, issue8336, bug196, ken/chan</td><td>{@code ChanProgramsTest}</td></tr>
 * <tr><td>src/sync/waitgroup_test.go</td><td>{@code WaitGroupGoTest}</td></tr>
 * <tr><td>src/context/x_test.go, context_test.go</td><td>{@code ContextGoTest}</td></tr>
 * <tr><td>src/internal/synctest/synctest_test.go, src/testing/synctest/synctest_test.go</td><td>{@code SynctestTest}</td></tr>
 * </table>
 *
 * <p>Left out, because there is nothing here that it could check: TestShrinkStackDuringBlockedSend, TestNoShrinkStackWhileParking and TestSelectStackAdjust (Go
 * moves stacks), TestChanSendInterface (the memory of interface values), sendstmt (syntax), issue 9110 (Go's cache of waiters; the leak itself is checked by
 * select2), issue 21576 (the runtime's deadlock message; {@code BubbleTest} checks the bubble's), TestWaitGroupAlign (alignment on 32 bits), TestIssue76126 (an uncaught
 * exception does not end a JVM), TestAllocs (Go's allocation counts), the tests of custom contexts (Context is sealed), those parts
 * of TestCause that give a timeout a cause of its own (it is a TimeoutException that names the deadline), TestWithValueChecksKey and
 * TestInvalidDerivedFail (keys are typed, null is refused by every method), TestDeadlineExceededSupportsTimeout (Go's error interfaces).
 *
 * <p>Of synctest: TestMonotonicClock (one clock), TestTimerReset (timers are not reset here), TestCond (there is none), TestIteratorPull, TestReflectFuncOf and TestWeak (Go's runtime), TestChannelMovedOutOfBubble,
 * TestTimerFromInsideBubble and the WaitGroups moved between bubbles (using what a bubble made from outside is not detected, see {@code Bubble}), and the tests of methods of {@code testing.T}, which JUnit has others for.
 */
@NullMarked
package io.heddle.channels.go;

import org.jspecify.annotations.NullMarked;
