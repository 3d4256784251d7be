package io.heddle.channels.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.Channel;
import io.heddle.channels.Goroutines;
import io.heddle.channels.Received;
import io.heddle.channels.WaitGroup;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** src/sync/waitgroup_test.go. */
class WaitGroupGoTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  @Test
  void testWaitGroup() throws Exception {
    WaitGroup wg1 = new WaitGroup();
    WaitGroup wg2 = new WaitGroup();
    for (int round = 0; round < 8; round++) {
      int n = 16;
      wg1.add(n);
      wg2.add(n);
      Channel<Boolean> exited = Channel.buffered(n);
      for (int i = 0; i < n; i++) {
        goroutines.go(() -> {
          wg1.done();
          wg2.await();
          exited.send(true);
        });
      }
      wg1.await();
      for (int i = 0; i < n; i++) {
        assertThat(exited.tryReceive()).as("released too soon").isEqualTo(new Received.Empty<>());
        wg2.done();
      }
      for (int i = 0; i < n; i++) {
        exited.receive();
      }
    }
  }

  @Test
  void testWaitGroupMisuse() {
    WaitGroup group = new WaitGroup();
    group.add(1);
    group.done();
    assertThatThrownBy(group::done).isInstanceOf(IllegalStateException.class).hasMessageContaining("below zero");
  }

  @Test
  void testWaitGroupRace() throws Exception {
    for (int i = 0; i < 1000; i++) {
      WaitGroup group = new WaitGroup();
      AtomicInteger n = new AtomicInteger();
      for (int g = 0; g < 2; g++) {
        group.add(1);
        goroutines.go(() -> {
          n.incrementAndGet();
          group.done();
        });
      }
      group.await();
      assertThat(n).as("woken for nothing").hasValue(2);
    }
  }

  @Test
  void testWaitGroupGo() throws Exception {
    WaitGroup group = new WaitGroup();
    int[] i = {0};
    group.go("adds", () -> i[0]++);
    group.await();
    assertThat(i[0]).isEqualTo(1);
  }
}
