package io.heddle.benchmarks;

import io.heddle.benchmarks.channels.ChannelSuite;
import io.heddle.benchmarks.workqueue.WorkQueueSuite;
import java.security.CodeSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows that one run compares.
 *
 * @param name what {@code -Dbench} says to run it
 * @param peers everybody who takes part in some row, as columns from left to right, and what each of them is; {@link #OURS} comes first
 * @param goPrograms for each peer that is measured in Go, the folder of its program in the Go module
 */
public record Suite(String name, Map<String, String> peers, Map<String, String> goPrograms, List<Row> rows) {
  /** The peer that the others are held against. */
  public static final String OURS = "heddle";

  private static final Pattern JAR = Pattern.compile("-([0-9][^/]*)\\.jar$");

  public Suite {
    peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    goPrograms = Map.copyOf(goPrograms);
    rows = List.copyOf(rows);
  }

  /** Every suite there is. */
  static List<Suite> all() {
    return List.of(ChannelSuite.suite(), WorkQueueSuite.suite());
  }

  static Optional<Suite> named(String name) {
    return all().stream().filter(suite -> suite.name().equals(name)).findFirst();
  }

  /** The row of a workload. */
  Row row(String workload) {
    return rows.stream()
        .filter(row -> row.workload().equals(workload))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no workload \"" + workload + "\" in " + name));
  }

  /** The version of the library that a class comes from, as the name of its jar has it. */
  public static String version(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    Matcher jar = JAR.matcher(source == null ? "" : source.getLocation().getPath());
    return jar.find() ? jar.group(1) : "of this build";
  }
}
