package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a queue of segments does for one thread; {@link WorkQueueSimTest} and Lincheck have many. */
class SegmentQueueTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 15, 16, 32, 256})
  void elements_leaveInTheOrderInWhichTheyCame_acrossSegments(int segmentLength) {
    SegmentQueue<Integer> queue = new SegmentQueue<>(segmentLength);
    int next = 0;
    for (int i = 0; i < 5 * segmentLength; i++) {
      queue.offer(2 * i);
      queue.offer(2 * i + 1);
      assertThat(queue.poll()).isEqualTo(next++);
    }
    for (Integer left = queue.poll(); left != null; left = queue.poll()) {
      assertThat(left).isEqualTo(next++);
    }
    assertThat(next).isEqualTo(10 * segmentLength);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 24, 250})
  void segmentsInWhichTwoTicketsWouldShareASlot_areRefused(int segmentLength) {
    assertThatThrownBy(() -> new SegmentQueue<>(segmentLength)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("a multiple of 16");
  }
}
