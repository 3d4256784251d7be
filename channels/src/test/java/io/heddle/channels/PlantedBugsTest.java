package io.heddle.channels;

import static io.heddle.channels.sim.Mutation.EVERY;
import static io.heddle.channels.sim.Mutation.callingInstead;
import static io.heddle.channels.sim.Mutation.neverJumping;
import static io.heddle.channels.sim.Mutation.readingZero;
import static io.heddle.channels.sim.Mutation.withoutArrayStore;
import static io.heddle.channels.sim.Mutation.withoutCall;
import static io.heddle.channels.sim.Mutation.withoutWrite;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.heddle.channels.proof.AroundTest;
import io.heddle.channels.proof.BatchTest;
import io.heddle.channels.proof.CancelTest;
import io.heddle.channels.proof.CloseTest;
import io.heddle.channels.proof.FlowTest;
import io.heddle.channels.proof.HandOffTest;
import io.heddle.channels.proof.OverflowTest;
import io.heddle.channels.proof.ReuseTest;
import io.heddle.channels.proof.SelectTest;
import io.heddle.channels.proof.TimeoutTest;
import io.heddle.channels.sim.Explorer;
import io.heddle.channels.sim.Mutation;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checkers are checked: each of these bugs, planted into the shipped class files, is found by the scenario that is named for it. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PlantedBugsTest {
  /** Each is found within this many schedules, or counts as missed. */
  private static final int SCHEDULES = 20_000;

  static Stream<Arguments> bugs() {
    return Stream.of(
        arguments("the lock lets two in", withoutCall(SpinLock.class, "lock", "compareAndSet", 1, 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("no second look for a receiver before the send of a select waits", withoutCall(RingChannel.class, "canBeDone", "hasPartner", 1), SelectTest.class, "selectsAtOneChannel_serveEachOther"),
        arguments("no second look for a sender before the receive of a select waits", withoutCall(RingChannel.class, "canBeDone", "hasPartner", 2), SelectTest.class, "selectsAtOneChannel_serveEachOther"),
        arguments("no second look at the buffer before the receive of a select waits", readingZero(RingChannel.class, "canBeDone", "count", 1), SelectTest.class, "sameChannelTwice_oneCaseTakesEffect"),
        arguments("no second look for a close before the receive of a select waits", readingZero(RingChannel.class, "canBeDone", "closedWith", 1), CloseTest.class, "closeAgainstSelectedReceive_isChosen"),
        arguments("no second look for a close before the send of a select waits", readingZero(RingChannel.class, "canBeDone", "closedWith", 1), CloseTest.class, "closeAgainstSelectedSend_throws"),
        arguments("a send goes into a closed channel", readingZero(RingChannel.class, "sendOrWait", "closedWith", 1), CloseTest.class, "closeAgainstSend_eachSendArrivesOrThrows"),
        arguments("a send does not wake its receiver", withoutCall(RingChannel.class, "sendOrWait", "wake", 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a receive does not wake its sender", withoutCall(RingChannel.class, "receiveOrWait", "wake", 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a send does not wake the receiver who is alone", withoutCall(Rendezvous.class, "meetReceiver", "wake", 1), HandOffTest.class, "unbufferedSend_returnsAfterItsReceiveBegan"),
        arguments("a receive does not wake the sender who is alone", withoutCall(Rendezvous.class, "meetSender", "wake", 1), HandOffTest.class, "pingPong_ends"),
        arguments("a value is handed to one who was alone and has gone", withoutCall(Rendezvous.class, "handOver", "claim", 1, 1), TimeoutTest.class, "timedSendAgainstTimedReceive_agreeOnWhatHappened"),
        arguments("a value is taken from one who was alone and has gone", withoutCall(Rendezvous.class, "handOver", "claim", 1, 1), CancelTest.class, "senderInterrupted_valueArrivesOrNot"),
        arguments("one who waits alone is claimed by two", withoutCall(Rendezvous.class, "handOver", "compareAndSet", 1, 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a slot that is busy counts as empty for a send", readingZero(Rendezvous.class, "handOver", "BUSY", 1), CancelTest.class, "triesToSendAgainstAnInterrupt_oneIsServed"),
        arguments("a slot that is busy counts as empty for a receive", readingZero(Rendezvous.class, "handOver", "BUSY", 1), CancelTest.class, "triesToReceiveAgainstAnInterrupt_oneIsServed"),
        arguments("who gave up does not wait for the partner that is about to claim", readingZero(Rendezvous.class, "handOver", "BUSY", 1), ReuseTest.class, "timedReceiver_waitsElsewhere"),
        arguments("one who gave up stays in the slot", withoutCall(Rendezvous.class, "takeOut", "compareAndSet", 1, 1), ReuseTest.class, "interruptedReceiver_waitsElsewhere"),
        arguments("one who gave up stays in the queue", readingZero(Rendezvous.class, "takeOut", "SHUT", 1), SelectTest.class, "losersOfASelect_leaveNoTrace"),
        arguments("two wait alone", withoutCall(Rendezvous.class, "waitAlone", "compareAndSet", 1, 1), HandOffTest.class, "pingPong_ends"),
        arguments("a section does not shut the slot", withoutCall(Rendezvous.class, "enter", "shutSlot", 1), CloseTest.class, "closeAgainstSend_eachSendArrivesOrThrows"),
        arguments("who waited alone is lost when a second comes", withoutCall(Rendezvous.class, "shutSlot", "enqueue", 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("the value in the slot is lost when a section comes", withoutCall(Rendezvous.class, "shutSlot", "keep", 1), CloseTest.class, "closeAgainstSend_eachSendArrivesOrThrows"),
        arguments("a section leaves the slot busy", withoutWrite(Rendezvous.class, "shutSlot", "slot", EVERY), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a value in the slot is overwritten", withoutCall(Rendezvous.class, "meetReceiver", "compareAndSet", 1, 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a value in the slot is received twice", withoutCall(Rendezvous.class, "meetSender", "compareAndSet", 1, 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a select that sends takes the value in the slot for a partner", neverJumping(Rendezvous.class, "join", 9), SelectTest.class, "selectedSend_waitsForRoom"),
        arguments("a select waits alone to send where there is room", withoutCall(Rendezvous.class, "join", "keepsOne", 1), SelectTest.class, "selectedSend_waitsForRoom"),
        arguments("the slot opens for a sender though the buffer is full", readingZero(RingChannel.class, "add", "count", 1), HandOffTest.class, "waitingSenders_areServedFirstComeFirstServed"),
        arguments("the slot opens for a receiver though others wait", withoutCall(RingChannel.class, "add", "looksEmpty", 2, 1), HandOffTest.class, "waitingReceivers_areServedFirstComeFirstServed"),
        arguments("the slot opens for a sender though others wait", withoutCall(RingChannel.class, "add", "looksEmpty", 1, 1), HandOffTest.class, "waitingSenders_areServedFirstComeFirstServed"),
        arguments("a default is taken beside a slot that is open", withoutCall(Rendezvous.class, "version", "isShut", 1, 1), SelectTest.class, "defaultCase_seesThoseWhoWaitAlone"),
        arguments("a sender's waiter is used for a receive", readingZero(WaiterCache.class, "giveBack", "toSend", 1), HandOffTest.class, "pingPong_ends"),
        arguments("a close leaves the slot open", callingInstead(RingChannel.class, "shut", "enter", 1, "lock"), CloseTest.class, "closeAgainstSend_eachSendArrivesOrThrows"),
        arguments("a select that queues leaves the slot open", callingInstead(RingChannel.class, "await", "enter", 1, "lock"), SelectTest.class, "selectsAtOneChannel_serveEachOther"),
        arguments("a select believes that it waits alone", withoutCall(Rendezvous.class, "join", "waitAlone", 1, 1), SelectTest.class, "selectAgainstSingle_oneHandOff"),
        arguments("one who is just moved out of the slot is passed over", withoutCall(Rendezvous.class, "looksReady", "look", 1), SelectTest.class, "orderOfPriority_holdsWhileTheOneWhoWaitsIsMoved"),
        arguments("a select finds itself in the slot", neverJumping(Rendezvous.class, "join", 8), SelectTest.class, "bothEndsOfOneChannel_aloneWaits"),
        arguments("a select finds its like in the slot", neverJumping(Rendezvous.class, "join", 7), SelectTest.class, "selectsAtOneChannel_serveEachOther"),
        arguments("a select that finds a partner in the slot waits for it", neverJumping(RingChannel.class, "await", 2), SelectTest.class, "selectAgainstSingle_oneHandOff"),
        arguments("a select that waits alone is claimed for another case", readingZero(Rendezvous.class, "handOver", "index", 1), SelectTest.class, "selectAgainstSingle_oneHandOff"),
        arguments("a send that queues leaves the slot open", callingInstead(RingChannel.class, "sendOrWait", "enter", 1, "lock"), HandOffTest.class, "waitingSenders_areServedFirstComeFirstServed"),
        arguments("a receive that queues leaves the slot open", callingInstead(RingChannel.class, "receiveOrWait", "enter", 1, "lock"), HandOffTest.class, "waitingReceivers_areServedFirstComeFirstServed"),
        arguments("a claim leaves the slot busy", withoutCall(Rendezvous.class, "handOver", "setRelease", EVERY), HandOffTest.class, "pingPong_ends"),
        arguments("what is offered is taken twice", withoutCall(Rendezvous.class, "receiveDirectly", "compareAndSet", 1, 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("the end of an offer wipes out who waits", withoutCall(Rendezvous.class, "sendDirectly", "compareAndSet", 1, 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("who gives up leaves its offer", withoutCall(Rendezvous.class, "sendDirectly", "compareAndSet", 2, 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("what is taken counts as refused", readingZero(Rendezvous.class, "sendDirectly", "TAKEN", EVERY), HandOffTest.class, "triesAgainstOneWhoOffers_takeIt"),
        arguments("what is refused counts as taken", neverJumping(Rendezvous.class, "sendDirectly", 8), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a section empties the slot before who offered has seen it", readingZero(Rendezvous.class, "shutSlot", "REFUSED", 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("the mark of an offer stays", withoutCall(Rendezvous.class, "sendDirectly", "setRelease", EVERY), HandOffTest.class, "pingPong_ends"),
        arguments("the slot is emptied before who offered has seen it", readingZero(Rendezvous.class, "receiveDirectly", "TAKEN", 1), HandOffTest.class, "sendersOfOneObject_returnWhenItIsReceived"),
        arguments("a try empties the slot before who offered has seen it", readingZero(Rendezvous.class, "meetSender", "TAKEN", 1), HandOffTest.class, "sendersOfOneObject_returnWhenItIsReceived"),
        arguments("what is offered counts as buffered", withoutCall(Rendezvous.class, "valuesInSlot", "isOffer", 1), HandOffTest.class, "triesAgainstOneWhoOffers_takeIt"),
        arguments("what is offered goes into the ring", withoutCall(Rendezvous.class, "shutSlot", "isOffer", EVERY), CloseTest.class, "closeAgainstSend_eachSendArrivesOrThrows"),
        arguments("a send that saw room is not made", withoutCall(StepwiseChannel.class, "sendWaiting", "pollSend", 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a receive that saw a value takes none", withoutCall(StepwiseChannel.class, "receiveWaiting", "pollReceive", 1), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a batch leaves the slot open", callingInstead(RingChannel.class, "pollReceiveMany", "enter", 1, "lock"), BatchTest.class, "sendersThatWait_areRelievedByADrain"),
        arguments("a receive from the buffer does not move the first waiting sender up", withoutCall(RingChannel.class, "receiveOrWait", "claimSender", 1), HandOffTest.class, "waitingSenders_areServedFirstComeFirstServed"),
        arguments("a close does not wake the senders", withoutCall(RingChannel.class, "shut", "wakeAll", 1), CloseTest.class, "closeAgainstSend_eachSendArrivesOrThrows"),
        arguments("a close does not wake the receivers", withoutCall(RingChannel.class, "shut", "wakeAll", 2), CloseTest.class, "closeAgainstReceive_wakesEveryReceiver"),
        arguments("a value is handed to a receiver that has gone", withoutCall(WaitQueue.class, "claimReceiver", "claim", 1, 1), TimeoutTest.class, "timedSendAgainstTimedReceive_agreeOnWhatHappened"),
        arguments("a value is taken from a sender that has gone", withoutCall(WaitQueue.class, "claimSender", "claim", 1, 1), CancelTest.class, "senderInterrupted_valueArrivesOrNot"),
        arguments("a send that timed out stays in the queue", withoutCall(StepwiseChannel.class, "sendWaiting", "forget", 1), TimeoutTest.class, "timedSendAgainstTimedReceive_agreeOnWhatHappened"),
        arguments("a receive that was interrupted stays in the queue", withoutCall(StepwiseChannel.class, "receiveWaiting", "forget", 1), ReuseTest.class, "interruptedReceiver_waitsElsewhere"),
        arguments("a queue is put in the place of one where someone waits", neverJumping(RingChannel.class, "openQueues", 4), HandOffTest.class, "sendersAndReceivers_allValuesArriveOnceAndInOrder"),
        arguments("a channel's label is given to nobody", withoutCall(StepwiseChannel.class, "label", "compareAndExchange", 1), SelectTest.class, "numberOfAChannel_isOneForAllWhoAsk"),
        arguments("a channel's number is given to nobody", withoutCall(StepwiseChannel.class, "id", "compareAndSet", 1), SelectTest.class, "numberOfAChannel_isOneForAllWhoAsk"),
        arguments("a wake-up is left out because the owner is not parked yet", withoutWrite(Parker.class, "await", "parking", 1), HandOffTest.class, "pingPong_ends"),
        arguments("a waiter is used again though its timer may yet fire", withoutWrite(Parker.class, "await", "mayFireLate", EVERY), ReuseTest.class, "timedReceiver_waitsElsewhere"),
        arguments("a waiter is used again while the closer walks along its links", neverJumping(WaiterCache.class, "giveBack", 1), ReuseTest.class, "receiversOfAClosedChannel_waitElsewhere"),
        arguments("a waiter that is used again still has its last owner", withoutWrite(Parker.class, "renew", "owner", 1), ReuseTest.class, "servedReceiver_waitsElsewhere"),
        arguments("a late interrupt is swallowed", withoutCall(Parker.class, "await", "interrupt", 1), CancelTest.class, "interrupt_isThrownOrKept"),
        arguments("the losers of a select stay in their queues", withoutCall(Operation.class, "await", "forget", EVERY), SelectTest.class, "losersOfASelect_leaveNoTrace"),
        arguments("a select starts over though it was served", withoutCall(Operation.class, "await", "claim", 1, 1), SelectTest.class, "competingSelects_eachValueGoesToOne"),
        arguments("the default of a select is taken without a second look", withoutCall(Operation.class, "chooseAtOnce", "changed", 1), SelectTest.class, "defaultCase_isTakenOnlyIfNothingWasReadyAtOneInstant"),
        arguments("a select finds itself as its partner", neverJumping(WaitQueue.class, "hasPartner", 2), SelectTest.class, "bothEndsOfOneChannel_aloneWaits"),
        arguments("the last done wakes nobody", withoutCall(WaitGroup.class, "add", "happen", 1), AroundTest.class, "waitGroup_wakesAllWhenTheLastIsDone"),
        arguments("what happens wakes nobody", withoutCall(Event.class, "happen", "shut", 1), AroundTest.class, "goroutine_joinReturnsAfterTheTask"),
        arguments("a child made of a cancelled context is not cancelled", withoutCall(CancelNode.class, "attached", "cancel", 1), AroundTest.class, "context_cancelReachesChildrenMadeMeanwhile"),
        arguments("an earlier timeout does not wake the timer", withoutCall(TimerWheel.class, "schedule", "unpark", 1), TimeoutTest.class, "timeouts_fireInTimeAndNeverEarly"),
        arguments("a timeout fires when its slot is reached, not its tick", neverJumping(TimerWheel.class, "advance", 3), TimeoutTest.class, "timeouts_fireInTimeAndNeverEarly"),
        arguments("a wait that ended in time leaves its timeout on the wheel", withoutCall(Parker.class, "await", "cancel", EVERY), TimeoutTest.class, "handOffBeforeTheDeadline_wins"),
        arguments("a received value stays in its slot", withoutArrayStore(RingChannel.class, "take", 1), SelectTest.class, "sameChannelTwice_oneCaseTakesEffect"),
        arguments("a batch does not wake the receivers it serves", withoutCall(RingChannel.class, "pollSendMany", "wake", 1), BatchTest.class, "receiversThatWait_areServedByABatch"),
        arguments("a batch does not wake the senders it relieves", withoutCall(RingChannel.class, "pollReceiveMany", "wake", 1), BatchTest.class, "batchesAndSingles_allValuesArriveOnceAndInOrder"),
        arguments("a batch passes over a sender that waits", withoutCall(RingChannel.class, "pollReceiveMany", "claimSender", 1), BatchTest.class, "sendersThatWait_areRelievedByADrain"),
        arguments("a batch goes into a closed channel", readingZero(RingChannel.class, "pollSendMany", "closedWith", 1), BatchTest.class, "closeAgainstBatch_whatWasSentArrives"),
        arguments("a batch swallows the interrupt that ended it", withoutCall(StepwiseChannel.class, "sendWaitingAfter", "interrupt", 1), BatchTest.class, "interruptAgainstBatch_whatWasSentArrives"),
        arguments("a dropped value is told to nobody", withoutCall(RingChannel.class, "sendOrWait", "undelivered", 1), OverflowTest.class, "dropping_eachValueIsReceivedOrToldOf"),
        arguments("a cancel tells of no value", withoutCall(StepwiseChannel.class, "cancel", "undelivered", 1), OverflowTest.class, "cancel_eachValueIsReceivedOrToldOf"),
        arguments("a new chunk of an unlimited channel is not linked", withoutWrite(UnlimitedChannel.class, "put", "next", 1), OverflowTest.class, "unlimited_fromChunkToChunk_allValuesArriveOnceAndInOrder"),
        arguments("a select on an event waits without being registered", withoutCall(Occurrence.class, "onReady", "await", 1, 1), AroundTest.class, "waitGroup_selected"),
        arguments("a select is not told that the event happened while it registered", withoutCall(Occurrence.class, "onReady", "run", 1), AroundTest.class, "future_selected"),
        arguments("a group that reached zero while a select registered does not say so", withoutCall(NothingPending.class, "onReady", "run", 1), AroundTest.class, "waitGroup_selected"),
        arguments("one who subscribes to a broadcast that is over is not told", withoutCall(Broadcast.class, "subscribe", "close", 1), AroundTest.class, "broadcast_subscribeAgainstTheEnd_learnsOfIt"),
        arguments("a request wakes no subscription that waits for it", withoutCall(ChannelSubscription.class, "request", "trySend", 1), FlowTest.class, "closeAgainstDemand_completesAfterAllValues"),
        arguments("a cancelled subscription is not told to end", withoutCall(ChannelSubscription.class, "end", "happen", 1), FlowTest.class, "cancelAgainstDelivery_losesNothing"),
        arguments("a cancelled channel does not cancel its subscription", withoutCall(ChannelSubscriber.class, "run", "cancel", EVERY), FlowTest.class, "receiverCancels_theSourceIsReadNoMore"),
        arguments("a closed scope starts a goroutine", readingZero(Scope.class, "go", "closed", 1), AroundTest.class, "scope_closeAgainstGo"),
        arguments("a cancelled scope does not interrupt", withoutCall(Scope.class, "cancel", "interrupt", 1), AroundTest.class, "scope_firstFailureEndsTheOthers"));
  }

  @ParameterizedTest(name = "{0}: {2}.{3}")
  @MethodSource("bugs")
  void plantedBug_isFound(String bug, Mutation mutation, Class<?> scenario, String method) {
    Explorer.Outcome outcome = new Explorer(scenario, method, mutation).explore(SCHEDULES);
    assertThat(outcome.failure()).as("'%s' (%s) was missed by %d schedules of %s.%s", bug, mutation, SCHEDULES, scenario.getSimpleName(), method).isNotNull();
  }
}
