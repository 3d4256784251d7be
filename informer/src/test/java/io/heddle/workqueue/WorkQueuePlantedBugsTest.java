package io.heddle.workqueue;

import static io.heddle.channels.sim.Mutation.neverJumping;
import static io.heddle.channels.sim.Mutation.readingZero;
import static io.heddle.channels.sim.Mutation.withoutCall;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heddle.channels.sim.Explorer;
import io.heddle.channels.sim.Mutation;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios are checked: each of these bugs, planted into the shipped class files, is found by the one that is named for it. */
final class WorkQueuePlantedBugsTest {
  /** Each is found within this many schedules, or counts as missed. */
  private static final int SCHEDULES = 200_000;

  static Stream<Arguments> bugs() {
    return Stream.of(
        arguments("a worker does not look again before it waits", withoutCall(WorkQueue.class, "take", "next", 2), "addsAgainstWork_noUpdateIsLost"),
        arguments("an add tells no worker", withoutCall(WorkQueue.class, "publish", "signal", 1), "timeoutsAndInterruptsAgainstAdds_noWakeUpIsLost"),
        arguments("a waiter that gives up keeps its signal", withoutCall(Waiters.class, "cancel", "signal", 1), "timeoutsAndInterruptsAgainstAdds_noWakeUpIsLost"),
        arguments("a chosen waiter is not woken", withoutCall(Waiters.Waiter.class, "signal", "run", 1), "addsAgainstWork_noUpdateIsLost"),
        arguments("a waiter is taken out of the queue and not told", withoutCall(Waiters.class, "signal", "signal", 1), "addsAgainstWork_noUpdateIsLost"),
        arguments("a key that was added while worked on is not published", withoutCall(WorkQueue.class, "endWork", "publish", 1), "addsAgainstWork_noUpdateIsLost"),
        arguments("an add does not help one that stopped half-way", withoutCall(WorkQueue.class, "publishForAnother", "publish", 1), "adderStopsForGood_othersAreServed"),
        arguments("a key counts as published before it is", withoutCall(WorkQueue.class, "publish", "offer", 1), "addsAgainstWork_noUpdateIsLost"),
        arguments("an add after the end is published", withoutCall(WorkQueue.class, "publishAdded", "takeBack", 1), "addsAgainstDrain_drainEndsAndNothingStays"),
        arguments("an add that is published after the end is not taken back", withoutCall(WorkQueue.class, "publishAdded", "takeBack", 2), "addsAgainstDrain_drainEndsAndNothingStays"),
        arguments("a select that chose another case keeps its signal", withoutCall(WorkQueue.class, "lambda$onReady$0", "cancel", 1), "selectAgainstAdds_noKeyAndNoWakeUpIsLost"),
        arguments("a select does not look again before it waits", withoutCall(WorkQueue.class, "onReady", "isEmpty", 1, 1), "selectAgainstAdds_noKeyAndNoWakeUpIsLost"),
        arguments("the last done wakes no drain", withoutCall(WorkQueue.class, "tellDrains", "signalAll", 1), "dirtyKeyAgainstDrain_isWorkedOn"),
        arguments("a drain does not look again before it waits", withoutCall(WorkQueue.class, "awaitRest", "isBusy", 2, 1), "dirtyKeyAgainstDrain_isWorkedOn"),
        arguments("an add that is taken back tells no drain", withoutCall(WorkQueue.class, "takeBack", "tellDrains", 1), "addsAgainstDrain_drainEndsAndNothingStays"),
        arguments("a shutdown wakes no worker", withoutCall(WorkQueue.class, "endAdds", "signalAll", 1), "shutDown_endsEveryWait"),
        arguments("a shutdown ends no drain", withoutCall(WorkQueue.class, "shutDown", "signalAll", 1), "shutDown_endsEveryWait"),
        arguments("a dead node stays in the table", withoutCall(WorkQueue.class, "endWork", "remove", 1), "raisesAgainstTryGet_noUpdateIsLost"),
        arguments("two workers claim one key", withoutCall(Node.class, "cas", "compareAndSet", 1, 1), "addsAgainstWork_noUpdateIsLost"),
        arguments("a raise is believed to need no reference", withoutCall(WorkQueue.class, "offerRaised", "addGhost", 1), "raisesAgainstTryGet_noUpdateIsLost"),
        arguments("a bucket that an insert goes into is believed to be as it was seen", neverJumping(KeyTable.class, "insert", 3), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a bucket that a dead node leaves is believed to be as it was seen", neverJumping(KeyTable.class, "remove", 2), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a dead node is copied", withoutCall(KeyTable.class, "isIn", "isDead", 1), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a bucket is copied while nodes are still put in", withoutCall(KeyTable.Table.class, "freeze", "swing", 1, 1), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a bucket that is not filled counts as empty", withoutCall(KeyTable.Table.class, "filled", "fill", 1), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a bucket that was filled just now counts as empty", withoutCall(KeyTable.Table.class, "filled", "getVolatile", 2), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a frozen bucket counts as empty for a find", withoutCall(KeyTable.class, "find", "isFrozen", 1), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a node is put into a frozen bucket", withoutCall(KeyTable.class, "insert", "isFrozen", 1), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a frozen bucket counts as empty for a walk through all", withoutCall(KeyTable.class, "collect", "isFrozen", 1), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("half of a bucket is not copied", withoutCall(KeyTable.Table.class, "fill", "swing", 1), "keyTable_keepsTheLivingAndForgetsTheDead"),
        arguments("a table that was not all copied grows again", withoutCall(KeyTable.class, "grow", "fill", 1), "keyTable_growingThreadStopsForGood_othersFinish"),
        arguments("an offer believes that its slot was free", neverJumping(SegmentQueue.class, "offer", 2), "segmentQueue_losesAndDoublesNothing"),
        arguments("a new segment is not linked", withoutCall(SegmentQueue.class, "appendAfter", "compareAndSet", 1, 1), "segmentQueue_losesAndDoublesNothing"),
        arguments("a drained segment is left for the next without a look", readingZero(SegmentQueue.class, "poll", "next", 1), "segmentQueue_losesAndDoublesNothing"),
        arguments("an earlier delay does not wake the goroutine", withoutCall(Delays.class, "push", "unpark", 1), "delayedAdds_comeAtTheEarliestTime"),
        arguments("the goroutine sleeps without a second look", readingZero(Delays.class, "run", "inbox", 1), "delayedAdds_comeAtTheEarliestTime"),
        arguments("a delay that became earlier keeps its place", withoutCall(Delays.class, "accept", "becameEarlier", 1), "delayedAdds_comeAtTheEarliestTime"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("bugs")
  void plantedBug_isFound(String bug, Mutation mutation, String scenario) {
    Explorer.Outcome outcome = new Explorer(WorkQueueSimTest.class, scenario, mutation).explore(SCHEDULES);
    assertThat(outcome.failure()).as("'%s' (%s) was missed by %d schedules of %s", bug, mutation, SCHEDULES, scenario).isNotNull();
  }
}
