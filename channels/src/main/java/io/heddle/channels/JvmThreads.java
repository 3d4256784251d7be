package io.heddle.channels;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the JVM knows of goroutines and of threads that wait at channels: it lists virtual threads in its thread dump, and nowhere else. */
final class JvmThreads {
  /** A string of a JSON document. */
  private static final Pattern TOKEN = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"|([\\[\\]])|\\b(\\d+)\\b");

  private final Map<Long, Thread> platformThreads;
  private final Function<Object, String> words;
  private final List<Sighting> seen = new ArrayList<>();

  private long thread = -1;
  private String name = "";
  private @Nullable String state;
  private final List<String> frames = new ArrayList<>();

  private JvmThreads(Map<Long, Thread> platformThreads, Function<Object, String> words) {
    this.platformThreads = platformThreads;
    this.words = words;
  }

  /** Those of this JVM; those that waited in an operation of ours and are platform threads with what they wait for. */
  static List<Sighting> here(Function<Object, String> words) throws IOException {
    Map<Long, Thread> platformThreads = new HashMap<>();
    Thread.getAllStackTraces().keySet().forEach(thread -> platformThreads.put(thread.threadId(), thread));
    return of(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class), platformThreads, words);
  }

  /** Those of a JVM on this machine. */
  static List<Sighting> of(HotSpotDiagnosticMXBean jvm) throws IOException {
    return of(jvm, Map.of(), Object::toString);
  }

  private static List<Sighting> of(HotSpotDiagnosticMXBean jvm, Map<Long, Thread> platformThreads, Function<Object, String> words) throws IOException {
    // The JVM writes to a file that does not exist yet; nobody else may read the folder.
    Path folder = Files.createTempDirectory("heddle-dump");
    Path file = folder.resolve("threads.json");
    try {
      jvm.dumpThreads(file.toString(), ThreadDumpFormat.JSON);
      JvmThreads threads = new JvmThreads(platformThreads, words);
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        threads.read(lines);
      }
      return threads.seen;
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /**
   * Of the document only the keys {@code tid}, {@code name}, {@code state} and {@code stack} matter, the first of which begins a thread. They are found wherever they stand,
   * since versions of the JVM differ in the rest.
   */
  private void read(BufferedReader lines) throws IOException {
    String key = "";
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher tokens = TOKEN.matcher(line);
      while (tokens.find()) {
        String text = tokens.group(1) != null ? tokens.group(1) : tokens.group(3);
        if (text == null) {
          if (tokens.group().equals("]") && key.equals("stack")) {
            key = "";
          }
          continue;
        }
        switch (key) {
          case "stack" -> frames.add(Sighting.withoutModule(unescape(text)));
          case "tid" -> {
            finish();
            thread = Long.parseLong(text);
          }
          case "name" -> name = unescape(text);
          case "state" -> state = text;
          default -> {}
        }
        if (!key.equals("stack")) {
          key = key.isEmpty() && isKey(text, tokens, line) ? text : "";
        }
      }
    }
    finish();
  }

  private static boolean isKey(String text, Matcher tokens, String line) {
    return line.startsWith(":", tokens.end()) && (text.equals("tid") || text.equals("name") || text.equals("state") || text.equals("stack"));
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        c = text.charAt(++i);
        switch (c) {
          case 'n', 'r', 't', 'b', 'f' -> c = ' ';
          case 'u' -> {
            c = (char) Integer.parseInt(text.substring(i + 1, i + 5), 16);
            i += 4;
          }
          default -> {}
        }
      }
      plain.append(c);
    }
    return plain.toString();
  }

  /** Keeps the thread that was read if it is one of those asked for. */
  private void finish() {
    boolean goroutine = Sighting.isGoroutine(frames);
    boolean awaiting = Sighting.isAwaiting(frames);
    if (goroutine || awaiting) {
      seen.add(new Sighting(thread, name, goroutine, doing(awaiting), -1, List.copyOf(frames), null));
    }
    name = "";
    state = null;
    frames.clear();
  }

  private String doing(boolean awaiting) {
    if (awaiting) {
      Thread platform = platformThreads.get(thread);
      Parker parker = platform == null ? null : Roster.waiting(platform);
      return parker == null ? Sighting.operation(frames) : parker.awaited(words);
    }
    if (state != null) {
      return Sighting.doing(Thread.State.valueOf(state));
    }
    String innermost = frames.getFirst();
    return innermost.startsWith("java.lang.VirtualThread.park") || innermost.startsWith("java.lang.Object.wait") ? "waiting" : "running";
  }
}
