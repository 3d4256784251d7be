package io.heddle.channels;

import org.jspecify.annotations.Nullable;

/** A wait that somebody looks at: it is noted in the {@link Roster}, told to a flight recording when it was long, or both. */
final class Watch {
  /** Without the module jdk.jfr the class of the event cannot be loaded. */
  private static final boolean RECORDER = Sighting.jvmHas("jdk.jfr");

  private final Thread waiting;

  /** A {@link WaitEvent}, whose type is not named here so that this class can be loaded without it. */
  private final @Nullable Object event;

  private Watch(Thread waiting, @Nullable Object event) {
    this.waiting = waiting;
    this.event = event;
  }

  /** Called before a thread parks; null if nobody looks, which is found out by two reads. */
  static @Nullable Watch begin(Thread waiting) {
    boolean recorded = RECORDER && WaitEvent.isRecorded();
    boolean kept = Roster.isKept();
    if (!recorded && !kept) {
      return null;
    }
    if (kept) {
      Roster.waitBegins(waiting);
    }
    return new Watch(waiting, recorded ? WaitEvent.begun() : null);
  }

  /** Called when the wait is over. */
  void end(Parker parker) {
    Roster.waitEnds(waiting);
    if (event != null) {
      WaitEvent.end(event, waiting, parker);
    }
  }

  /** What something that is waited for says of itself. It may be a thing of the user's, and must break neither a wait nor a dump. */
  static String words(Object awaited) {
    try {
      return awaited.toString();
    } catch (RuntimeException e) {
      return "something whose toString() throws " + e.getClass().getName();
    }
  }
}
