package io.heddle.channels.sim;

import org.jspecify.annotations.Nullable;

/** Stands for {@link Thread.Builder.OfPlatform}, which is sealed, in rewritten code: inside a simulation its threads are goroutines that need not end if they are daemons. */
public final class PlatformBuilder {
  private final @Nullable Sim sim;
  private final Thread.Builder.OfPlatform builder = Thread.ofPlatform();
  private @Nullable String name;
  private boolean daemon;

  PlatformBuilder(@Nullable Sim sim) {
    this.sim = sim;
  }

  public PlatformBuilder name(String name) {
    this.name = name;
    builder.name(name);
    return this;
  }

  public PlatformBuilder daemon() {
    return daemon(true);
  }

  public PlatformBuilder daemon(boolean on) {
    daemon = on;
    builder.daemon(on);
    return this;
  }

  public Thread unstarted(Runnable task) {
    return sim == null ? builder.unstarted(task) : sim.unstarted(name, task, daemon);
  }

  public Thread start(Runnable task) {
    Thread thread = unstarted(task);
    thread.start();
    return thread;
  }
}
