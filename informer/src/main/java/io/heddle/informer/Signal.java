package io.heddle.informer;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;

/**
 * Wakes the one goroutine that waits for a change of what a lock guards. Raised twice before it is awaited, it wakes once; it may wake for
 * nothing, so the waiter looks, awaits, and looks again.
 */
final class Signal {
  private final Channel<Boolean> raised = Channel.buffered(1);

  /** Wakes the waiter, or the next one. Never blocks. To be called with the lock held, so that it does not come after {@link #close}. */
  void raise() {
    raised.trySend(true);
  }

  /** Wakes the waiter, and everyone after it. To be called once, with the lock held. */
  void close() {
    raised.close();
  }

  /** Returns when the signal was raised since the last call returned, and at once when it is closed. To be called without the lock. */
  void await() throws InterruptedException {
    try {
      raised.receive();
    } catch (ChannelClosedException e) {
      return; // What it means that nothing more will come, the waiter finds by looking.
    }
  }
}
