package io.heddle.channels;

import java.util.Optional;
import java.util.function.Supplier;

/** Something that has happened when a channel is closed, as a thing to select on. */
record Occurrence<T>(ReceiveChannel<Object> done, Supplier<Optional<T>> value, Object what) implements Selectable<T> {
  @Override
  public Received<T> poll() {
    return done.isClosed() ? value.get().<Received<T>>map(Received.Value::new).orElseGet(Received.Closed::new) : new Received.Empty<>();
  }

  @Override
  public Registration onReady(Runnable ready) {
    if (!(done instanceof StepwiseChannel<Object> channel)) {
      return () -> true;
    }
    Parker parker = new CallingParker(World.current(), ready);
    if (!channel.await(parker)) {
      ready.run();
      return () -> false;
    }
    return () -> {
      boolean stopped = parker.claim(Parker.ABANDONED);
      channel.forget(parker);
      return stopped;
    };
  }

  /** A wait in which nobody waits: its end is told to a listener. */
  static final class CallingParker extends Parker {
    private final Runnable listener;

    CallingParker(World world, Runnable listener) {
      super(world);
      this.listener = listener;
    }

    @Override
    void wake() {
      listener.run();
    }
  }

  @Override
  public String toString() {
    return what.toString();
  }
}
