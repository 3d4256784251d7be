package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import org.junit.jupiter.api.Test;

class DeletionTest {

  private static final String NOW = "2026-01-01T00:00:00Z";

  private final ScriptedTransport codec = new ScriptedTransport();

  private Deletion<Pod> of(Object answer) {
    return Deletion.of(codec.encode(answer), Pod.class, codec);
  }

  private static PodBuilder pod() {
    return new PodBuilder().withNewMetadata().withNamespace("ns").withName("p").withUid("u").withResourceVersion("7").endMetadata();
  }

  @Test
  void status_meansGone() {
    assertThat(of(new StatusBuilder().withStatus("Success").build())).isInstanceOf(Deletion.Done.class);
  }

  @Test
  void objectAsItWas_meansGone() {
    assertThat(of(pod().build())).isInstanceOf(Deletion.Done.class);
  }

  @Test
  void markedWithTimeToEnd_hasBegun() {
    Pod marked = pod().editMetadata().withDeletionTimestamp(NOW).withDeletionGracePeriodSeconds(30L).endMetadata().build();

    assertThat(of(marked)).isEqualTo(new Deletion.Begun<>(marked));
    assertThat(Deletion.isOver(marked)).isFalse();
  }

  @Test
  void markedWithFinalizers_hasBegun() {
    Pod marked = pod().editMetadata().withDeletionTimestamp(NOW).withDeletionGracePeriodSeconds(0L).withFinalizers("example.com/x").endMetadata().build();

    assertThat(of(marked)).isEqualTo(new Deletion.Begun<>(marked));
  }

  @Test
  void markedAndNothingToWaitFor_meansGone() {
    Pod marked = pod().editMetadata().withDeletionTimestamp(NOW).withDeletionGracePeriodSeconds(0L).endMetadata().build();

    assertThat(of(marked)).isInstanceOf(Deletion.Done.class);
    assertThat(Deletion.isOver(marked)).isTrue();
    assertThat(Deletion.isOver(pod().build())).as("an object that lives").isFalse();
  }
}
