package io.heddle.channels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A goroutine, or another thread that waits at a channel, as it was seen at one moment.
 *
 * @param thread the number of its thread
 * @param doing what it waits for, or "running"
 * @param waitingNanos how long it has waited, -1 if that is not known
 * @param frames where it is, the innermost call first
 * @param origin who started it and where, if that is known
 */
record Sighting(long thread, String name, boolean goroutine, String doing, long waitingNanos, List<String> frames, @Nullable String origin) {
  private static final String PACKAGE = Sighting.class.getPackageName() + ".";

  /** How much of a stack is of use to a reader. */
  private static final int MOST_FRAMES = 40;

  /** Whether the JVM runs with this module of the JDK and this code may use it. */
  static boolean jvmHas(String module) {
    return ModuleLayer.boot().findModule(module).isPresent();
  }

  static List<String> frames(StackTraceElement[] stack) {
    return Arrays.stream(stack).map(StackTraceElement::toString).map(Sighting::withoutModule).toList();
  }

  /** A frame without the names of class loader and module before it. */
  static String withoutModule(String frame) {
    return frame.substring(frame.lastIndexOf('/', Math.max(frame.indexOf('('), 0)) + 1);
  }

  /** Whether the class is of this package. */
  static boolean isOurs(String classOrFrame) {
    return classOrFrame.startsWith(PACKAGE) && Character.isUpperCase(classOrFrame.charAt(PACKAGE.length()));
  }

  private static boolean isOfTheJdk(String frame) {
    return frame.startsWith("java.") || frame.startsWith("jdk.");
  }

  static boolean isGoroutine(List<String> frames) {
    return frames.stream().anyMatch(frame -> frame.startsWith(PACKAGE + "Goroutine.run("));
  }

  /** Whether a thread that is there is parked in an operation of ours. */
  static boolean isAwaiting(List<String> frames) {
    return frames.stream().dropWhile(Sighting::isOfTheJdk).takeWhile(Sighting::isOurs).anyMatch(frame -> frame.startsWith(PACKAGE + "Parker."));
  }

  static String doing(Thread.State state) {
    return switch (state) {
      case NEW -> "about to start";
      case RUNNABLE, TERMINATED -> "running";
      case BLOCKED, WAITING, TIMED_WAITING -> state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    };
  }

  /** The operation of ours that a parked thread is in, by the names of its methods. */
  static String operation(List<String> frames) {
    String outermost = frames.stream().dropWhile(Sighting::isOfTheJdk).takeWhile(Sighting::isOurs).reduce("", (inner, outer) -> outer);
    return "waiting in " + outermost.substring(PACKAGE.length(), outermost.indexOf('(')).replaceFirst("^(Stepwise|Ring|Never)Channel", "Channel");
  }

  /** The frames that tell a reader something: not those of the JDK and the library around the task and within a wait, unless there are no others. */
  List<String> telling() {
    List<String> task = frames;
    for (int i = 0; i < frames.size(); i++) {
      if (frames.get(i).startsWith(PACKAGE + "Goroutine.run(")) {
        task = frames.subList(0, i);
        break;
      }
    }
    while (task.size() > 1 && task.getLast().startsWith(PACKAGE + "BubbleWorld.")) {
      task = task.subList(0, task.size() - 1);
    }
    int first = 0;
    if (isAwaiting(task)) {
      while (first < task.size() - 1 && (isOfTheJdk(task.get(first)) || isOurs(task.get(first)))) {
        first++;
      }
    }
    List<String> telling = new ArrayList<>(task.subList(first, Math.min(task.size(), first + MOST_FRAMES)));
    if (task.size() - first > MOST_FRAMES) {
      telling.add("and " + (task.size() - first - MOST_FRAMES) + " more");
    }
    return telling;
  }
}
