package io.heddle.examples.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.examples.backup.Arguments.UsageException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  @Test
  void parse_nothing_isTheScene() throws Exception {
    assertThat(Arguments.parse()).isEqualTo(new Arguments.Scene());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "--help --workers 0", "--kubeconfig x --help"})
  void parse_helpAnywhere_isHelp(String line) throws Exception {
    assertThat(Arguments.parse(line.split(" "))).isEqualTo(new Arguments.Help());
  }

  @Test
  void parse_kubeconfigAlone_takesTheDefaults() throws Exception {
    assertThat(Arguments.parse("--kubeconfig", "/some/file")).isEqualTo(new Arguments.Run(Path.of("/some/file"), "", 4, "127.0.0.1", 8080));
  }

  @Test
  void parse_inClusterAlone_hasNoKubeconfig() throws Exception {
    assertThat(Arguments.parse("--in-cluster")).isEqualTo(new Arguments.Run(null, "", 4, "127.0.0.1", 8080));
  }

  @Test
  void parse_everyOptionInBothForms_isTaken() throws Exception {
    var expected = new Arguments.Run(Path.of("k"), "team-a", 16, "0.0.0.0", 0);
    assertThat(Arguments.parse("--kubeconfig", "k", "--namespace", "team-a", "--workers", "16", "--metrics-host", "0.0.0.0", "--metrics-port", "0"))
        .isEqualTo(expected);
    assertThat(Arguments.parse("--metrics-port=0", "--metrics-host=0.0.0.0", "--workers=16", "--namespace=team-a", "--kubeconfig=k"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --frobnicate                            | unknown option --frobnicate
          -k                                      | unknown option -k
          start                                   | unknown argument start
          --kubeconfig                            | --kubeconfig needs a value
          --kubeconfig=                           | --kubeconfig needs a value
          --kubeconfig --workers 3                | --kubeconfig needs a value
          --in-cluster=yes                        | --in-cluster takes no value
          --workers 3                             | --workers goes with --kubeconfig PATH or --in-cluster, and neither is given
          --kubeconfig a --in-cluster             | --kubeconfig and --in-cluster exclude each other
          --kubeconfig a --kubeconfig b           | --kubeconfig is given twice
          --kubeconfig a --workers 0              | --workers 0 is not a number from 1 to 256
          --kubeconfig a --workers 257            | --workers 257 is not a number from 1 to 256
          --kubeconfig a --workers many           | --workers many is not a number from 1 to 256
          --kubeconfig a --workers 99999999999    | --workers 99999999999 is not a number from 1 to 256
          --kubeconfig a --metrics-port -1        | --metrics-port -1 is not a number from 0 to 65535
          --kubeconfig a --metrics-port 65536     | --metrics-port 65536 is not a number from 0 to 65535
          --kubeconfig a --namespace Team_A       | --namespace Team_A is no name of a namespace: up to 63 of a-z, 0-9 and - are
          --kubeconfig a --namespace a/../b       | --namespace a/../b is no name of a namespace: up to 63 of a-z, 0-9 and - are
          """)
  void parse_whatMakesNoSense_isToldInOneLine(String line, String message) {
    assertThatThrownBy(() -> Arguments.parse(line.split(" "))).isInstanceOf(UsageException.class).hasMessage(message).hasNoCause();
  }

  @Test
  void help_namesEveryOption() {
    assertThat(Arguments.HELP)
        .contains("--kubeconfig PATH", "--in-cluster", "--namespace NS", "--workers N", "--metrics-port PORT", "--metrics-host ADDRESS", "--help");
  }
}
