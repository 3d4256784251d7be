package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.sim.Sim;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * What was sent and what was received in one run, in the order in which the calls returned; plain lists, since a simulated program runs on one thread. Values
 * are {@code 100 * sender + sequence number}.
 */
final class Ledger {
  private final List<Integer> sent = new ArrayList<>();
  private final List<Integer> received = new ArrayList<>();

  static int value(int sender, int sequence) {
    return 100 * sender + sequence;
  }

  void sent(int value) {
    sent.add(value);
  }

  void received(int value) {
    received.add(value);
  }

  /** Sends, or learns that the channel was closed. */
  void sendOrLearn(Channel<Integer> channel, int value) throws InterruptedException {
    try {
      channel.send(value);
      sent(value);
    } catch (ChannelClosedException closed) {
      assertThat(channel.isClosed()).isTrue();
    }
  }

  /** Two goroutines with two values each. */
  void twoSenders(Sim sim, Channel<Integer> channel) {
    for (int s = 1; s <= 2; s++) {
      int sender = s;
      sim.go("sender-" + s, () -> {
        sendOrLearn(channel, value(sender, 1));
        sendOrLearn(channel, value(sender, 2));
      });
    }
  }

  List<Integer> received() {
    return received;
  }

  /** Everything sent was received, once, and nothing else. */
  void checkNothingLostOrDoubled() {
    checkNothingLostOrDoubled(List.of());
  }

  /** Everything sent was received or is among what was left over, once, and nothing else. */
  void checkNothingLostOrDoubled(Collection<Integer> leftOver) {
    List<Integer> found = new ArrayList<>(received);
    found.addAll(leftOver);
    List<Integer> expected = new ArrayList<>(sent);
    Collections.sort(found);
    Collections.sort(expected);
    if (!found.equals(expected)) { // an assertion costs more than the run that it judges
      assertThat(found).as("received").isEqualTo(expected);
    }
  }

  /** For one receiver, or several that take note before anyone else can receive: the values of each sender came in the order they were sent. */
  static void checkFifoPerSender(List<Integer> received) {
    int[] last = new int[100];
    for (int value : received) {
      int sender = value / 100;
      if (value <= last[sender]) {
        assertThat(value).as("order of sender %d in %s", sender, received).isGreaterThan(last[sender]);
      }
      last[sender] = value;
    }
  }
}
