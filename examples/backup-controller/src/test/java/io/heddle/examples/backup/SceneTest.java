package io.heddle.examples.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.controller.Manager;
import io.heddle.controller.Reconciler;
import io.heddle.controller.Result;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SceneTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Terminal terminal = Terminal.of(new PrintStream(bytes, true, StandardCharsets.UTF_8), Map.of(), false);

  private String screen() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Consumer<Manager> controller(Reconciler reconciler) {
    return manager -> manager.controller("backup", Backup.class).owns(Pod.class).reconcileWith(reconciler);
  }

  @Test
  void play_withTheController_provesEveryClaim() throws Exception {
    SceneCommand.play(terminal, Duration.ZERO, Duration.ofSeconds(30), manager -> ControllerCommand.register(manager, 4));
    assertThat(screen().lines().filter(line -> line.contains("✓"))).hasSize(14);
    assertThat(screen()).doesNotContain("✗").contains("1  ", "6  ", "spec.replicas", "spec.containers[0].image", "6 Pods were created in all");
  }

  @Test
  void play_withAControllerThatDoesNothing_failsAtTheFirstClaim() {
    assertThatThrownBy(() -> SceneCommand.play(terminal, Duration.ZERO, Duration.ofMillis(200), controller(request -> Result.done())))
        .isInstanceOf(SceneFailed.class)
        .hasMessageContaining("photos has the two Pods it asks for - but")
        .hasMessageContaining("its Pods are []");
    assertThat(screen()).doesNotContain("✓");
  }
}
