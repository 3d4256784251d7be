package io.heddle.channels;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** A wait that took longer than the recording's threshold, for a flight recording. Only {@link Watch} uses it, and only if the JVM has the module jdk.jfr. */
@Name("io.heddle.Wait")
@Label("Wait at a Channel")
@Category("Heddle")
@Description("A goroutine or another thread waited in an operation on a channel, in a select, or for a goroutine, group, scope or context")
@Threshold("20 ms")
final class WaitEvent extends Event {
  /** Tells whether any recording wants these events. */
  private static final WaitEvent PROBE = new WaitEvent();

  @Label("Goroutine")
  @Description("Name of the goroutine or thread that waited")
  @Nullable String goroutine;

  @Label("Operation")
  @Description("send, receive, select or wait")
  @Nullable String operation;

  @Label("Channel")
  @Description("Name of the channel, if the wait was at one")
  @Nullable String channel;

  @Label("Awaited")
  @Description("What was waited for, with the state it had when the wait was over")
  @Nullable String awaited;

  static boolean isRecorded() {
    return PROBE.isEnabled();
  }

  static Object begun() {
    WaitEvent event = new WaitEvent();
    event.begin();
    return event;
  }

  static void end(Object begun, Thread waiting, Parker parker) {
    WaitEvent event = (WaitEvent) begun;
    event.end();
    if (event.shouldCommit()) {
      String awaited = parker.awaited(Watch::words);
      int wordEnd = awaited.indexOf(' ');
      event.goroutine = waiting.getName();
      event.operation = wordEnd < 0 ? awaited : awaited.substring(0, wordEnd);
      event.channel = parker.channel();
      event.awaited = awaited;
      event.commit();
    }
  }
}
