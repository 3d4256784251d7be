package io.heddle.examples.backup;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the command line asks for. */
sealed interface Arguments {
  /** The text of {@code --help}. */
  String HELP =
      """
      backup-controller: runs the Pods of every Backup (backups.example.com), on Heddle.

        (no arguments)           play a scene of about 15 seconds; needs no cluster
        --kubeconfig PATH        run the controller against the cluster of that kubeconfig, until SIGINT or SIGTERM
        --in-cluster             run it as the ServiceAccount of the Pod that this runs in

      With --kubeconfig or --in-cluster:
        --namespace NS           look after the Backups of that namespace only; without it, of all
        --workers N              reconcile up to N Backups at once, 1 to 256; 4 without it
        --metrics-port PORT      where /metrics, /healthz and /readyz are served; 8080 without it, 0 for not at all
        --metrics-host ADDRESS   the address they are served on; 127.0.0.1 without it, 0.0.0.0 for all of this host's

        --help                   print this

      Exit codes: 0 all went well, or the controller was told to stop; 1 it could not run, or the scene did not come
      out as it should; 2 the command line or the kubeconfig is wrong.
      """;

  /** Print {@link #HELP}. */
  record Help() implements Arguments {}

  /** Play the scene. */
  record Scene() implements Arguments {}

  /**
   * Run the controller.
   *
   * @param kubeconfig the kubeconfig file; null to use what Kubernetes gives to a Pod
   * @param namespace the namespace to look after; empty for all
   * @param workers how many Backups may be reconciled at once
   * @param metricsHost the address that the metrics are served on
   * @param metricsPort the port that the metrics are served on; 0 for none
   */
  record Run(@Nullable Path kubeconfig, String namespace, int workers, String metricsHost, int metricsPort) implements Arguments {}

  /** Says in one line what is wrong with a command line. */
  final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  /**
   * Reads a command line. A value stands behind its option or after an equals sign.
   *
   * @throws UsageException if it makes no sense
   */
  static Arguments parse(String... args) throws UsageException {
    Map<String, String> given = Parser.options(args);
    if (given.containsKey("--help")) {
      return new Help();
    }
    boolean run = given.containsKey("--kubeconfig") || given.containsKey("--in-cluster");
    if (!run && given.isEmpty()) {
      return new Scene();
    }
    if (!run) {
      throw new UsageException(given.keySet().iterator().next() + " goes with --kubeconfig PATH or --in-cluster, and neither is given");
    }
    if (given.containsKey("--kubeconfig") && given.containsKey("--in-cluster")) {
      throw new UsageException("--kubeconfig and --in-cluster exclude each other");
    }
    String kubeconfig = given.get("--kubeconfig");
    return new Run(
        kubeconfig == null ? null : Path.of(kubeconfig),
        Parser.namespace(given.getOrDefault("--namespace", "")),
        Parser.number("--workers", given.getOrDefault("--workers", "4"), 1, 256),
        given.getOrDefault("--metrics-host", "127.0.0.1"),
        Parser.number("--metrics-port", given.getOrDefault("--metrics-port", "8080"), 0, 65_535));
  }

  /** Takes a command line apart. */
  final class Parser {
    private static final Set<String> FLAGS = Set.of("--help", "-h", "--in-cluster");
    private static final Set<String> VALUED = Set.of("--kubeconfig", "--namespace", "--workers", "--metrics-port", "--metrics-host");
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private Parser() {}

    private static Map<String, String> options(String... args) throws UsageException {
      Map<String, String> given = new TreeMap<>();
      for (int i = 0; i < args.length; i++) {
        int equals = args[i].startsWith("--") ? args[i].indexOf('=') : -1;
        String option = equals < 0 ? args[i] : args[i].substring(0, equals);
        String value;
        if (FLAGS.contains(option)) {
          if (equals >= 0) {
            throw new UsageException(option + " takes no value");
          }
          option = option.equals("-h") ? "--help" : option;
          value = "";
        } else if (VALUED.contains(option)) {
          value = equals >= 0 ? args[i].substring(equals + 1) : i + 1 < args.length ? args[++i] : "";
          if (value.isEmpty() || value.startsWith("--")) {
            throw new UsageException(option + " needs a value");
          }
        } else {
          throw new UsageException("unknown " + (option.startsWith("-") ? "option " : "argument ") + option);
        }
        if (given.put(option, value) != null) {
          throw new UsageException(option + " is given twice");
        }
      }
      return given;
    }

    private static String namespace(String value) throws UsageException {
      if (!value.isEmpty() && !NAMESPACE.matcher(value).matches()) {
        throw new UsageException("--namespace " + value + " is no name of a namespace: up to 63 of a-z, 0-9 and - are");
      }
      return value;
    }

    private static int number(String option, String value, int min, int max) throws UsageException {
      try {
        int number = Integer.parseInt(value);
        if (number >= min && number <= max) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below, together with the numbers out of range.
      }
      throw new UsageException(option + " " + value + " is not a number from " + min + " to " + max);
    }
  }
}
