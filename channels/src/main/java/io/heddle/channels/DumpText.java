package io.heddle.channels;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The text of a dump: goroutines that do the same at the same place stand together, the largest groups first. */
final class DumpText {
  private static final int MOST_NAMES = 10;

  private static final String HOW_TO_SEE_MORE =
      "Goroutines are not tracked here, so that their channels, how long they wait and where they were started is not known. To see that of those that start from then on,"
          + " run the JVM with -Dheddle.track=true or call Go.track(true).\n";

  private DumpText() {}

  /** What goroutines that are shown together have in common. */
  private record Group(boolean goroutines, String doing, List<String> frames, @Nullable String origin) {}

  /** Of this JVM. */
  static String ofThisJvm() {
    // Each channel is asked once, not once for each that waits at it: it counts its waiters to answer.
    IdentityHashMap<Object, String> told = new IdentityHashMap<>();
    Function<Object, String> words = awaited -> told.computeIfAbsent(awaited, Watch::words);
    List<Sighting> seen = Roster.sightings(words);
    String note = Roster.isKept() ? "" : HOW_TO_SEE_MORE;
    if (Sighting.jvmHas("jdk.management")) {
      Set<Long> known = new HashSet<>();
      seen.forEach(sighting -> known.add(sighting.thread()));
      try {
        JvmThreads.here(words).stream().filter(sighting -> !known.contains(sighting.thread())).forEach(seen::add);
      } catch (IOException e) {
        note += "Goroutines that are not tracked are missing: the JVM could not write its thread dump to " + System.getProperty("java.io.tmpdir") + ": " + e + "\n";
      }
    } else {
      note += "Goroutines that are not tracked are missing: the JVM runs without the module jdk.management.\n";
    }
    return of(seen, note);
  }

  /** Of another JVM, of which only that is known which it knows itself. */
  static String ofOther(List<Sighting> seen) {
    return of(seen, HOW_TO_SEE_MORE);
  }

  private static String of(List<Sighting> seen, String note) {
    long goroutines = seen.stream().filter(Sighting::goroutine).count();
    StringBuilder text = new StringBuilder();
    text.append(count(goroutines, "goroutine"));
    if (goroutines < seen.size()) {
      text.append(", and ").append(count(seen.size() - goroutines, "thread")).append(" waiting like one");
    }
    return text.append('\n').append(note).append(picture(seen)).toString();
  }

  /** Those that were seen, in groups. */
  static String picture(List<Sighting> seen) {
    Map<Group, List<Sighting>> groups = new LinkedHashMap<>();
    seen.stream()
        .sorted(Comparator.comparingLong(Sighting::waitingNanos).reversed().thenComparingLong(Sighting::thread))
        .forEach(one -> groups.computeIfAbsent(new Group(one.goroutine(), one.doing(), one.telling(), one.origin()), group -> new ArrayList<>()).add(one));
    StringBuilder text = new StringBuilder();
    groups.entrySet().stream()
        .sorted(Comparator.comparingInt((Map.Entry<Group, List<Sighting>> entry) -> entry.getValue().size()).reversed())
        .forEach(entry -> append(text, entry.getKey(), entry.getValue()));
    return text.toString();
  }

  private static void append(StringBuilder text, Group group, List<Sighting> members) {
    text.append('\n').append(members.size() == 1 ? "" : members.size() + " ").append(group.goroutines() ? "goroutine" : "thread").append(members.size() == 1 ? "" : "s");
    members.stream().limit(MOST_NAMES).forEach(member -> text.append(" '").append(printable(member.name())).append('\''));
    if (members.size() > MOST_NAMES) {
      text.append(" and ").append(members.size() - MOST_NAMES).append(" more");
    }
    text.append(" [").append(printable(group.doing()));
    long longest = members.getFirst().waitingNanos();
    long shortest = members.getLast().waitingNanos();
    if (longest >= 0) {
      text.append(", ");
      if (shortest >= 0 && !time(shortest).equals(time(longest))) {
        text.append(time(shortest)).append(" to ");
      }
      text.append(time(longest));
    }
    text.append("]\n");
    group.frames().forEach(frame -> text.append("    ").append(printable(frame)).append('\n'));
    if (group.origin() != null) {
      text.append("    started by ").append(printable(group.origin())).append('\n');
    }
  }

  private static String count(long count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  /** So that a name cannot pass for a line of its own. */
  private static String printable(String text) {
    return text.codePoints().anyMatch(Character::isISOControl) ? text.replaceAll("\\p{Cntrl}", "?") : text;
  }

  static String time(long nanos) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
    if (seconds < 1) {
      return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    }
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
    return seconds < 3600 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }
}
