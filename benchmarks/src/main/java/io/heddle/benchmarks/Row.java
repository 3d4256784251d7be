package io.heddle.benchmarks;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * One line of the comparison: a workload, and who takes part in it.
 *
 * @param workload the name in tables and results, such as {@code one-to-one/16}; Go programs know the workload by it
 * @param what what a round does, and what an operation is: a sentence for readers of the results
 * @param ops the operations of a round; a Go program says its own
 * @param compared the figure by which the peers are compared
 * @param onJvm how to set the workload up for each peer on the JVM, given the operations of a round
 * @param inGo the peers that a Go program measures
 */
public record Row(
    String workload, String what, int ops, Compared compared, Map<String, IntFunction<Workload>> onJvm, Set<String> inGo) {
  public Row {
    onJvm = Collections.unmodifiableMap(new LinkedHashMap<>(onJvm));
    inGo = Collections.unmodifiableSet(new LinkedHashSet<>(inGo));
  }

  /** A row compared by time, in which nobody takes part yet. */
  public static Row of(String workload, String what, int ops) {
    return new Row(workload, what, ops, Compared.TIME, Map.of(), Set.of());
  }

  /** The row with another figure to compare. */
  public Row by(Compared figure) {
    return new Row(workload, what, ops, figure, onJvm, inGo);
  }

  /** The row with a peer on the JVM. */
  public Row with(String peer, IntFunction<Workload> setUp) {
    Map<String, IntFunction<Workload>> more = new LinkedHashMap<>(onJvm);
    more.put(peer, setUp);
    return new Row(workload, what, ops, compared, more, inGo);
  }

  /** The row with a peer that a Go program measures under the row's name. */
  public Row withGo(String peer) {
    Set<String> more = new LinkedHashSet<>(inGo);
    more.add(peer);
    return new Row(workload, what, ops, compared, onJvm, more);
  }

  /** Sets the workload up for a peer on the JVM, with so many operations a round. */
  Workload setUp(String peer, int ops) {
    IntFunction<Workload> setUp = onJvm.get(peer);
    if (setUp == null) {
      throw new IllegalArgumentException(workload + " is not for \"" + peer + "\", only for " + onJvm.keySet());
    }
    return setUp.apply(ops);
  }

  /** The name with the unit of what is compared, if that is not time. */
  String title() {
    return compared == Compared.TIME ? workload : workload + " (" + compared.unit() + ")";
  }

  /** The workload as a part of a file's name. */
  String fileName() {
    return workload.replace('/', '_');
  }
}
