package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PipelineTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final Scope scope = Scope.open("test");
  private final Pipeline pipeline = Pipeline.in(scope);

  @AfterEach
  void endAll() {
    scope.close();
  }

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private Channel<Integer> source(int from, int to) {
    Channel<Integer> source = Channel.unbuffered();
    goroutines.go(() -> {
      source.sendAll(numbers(from, to));
      source.close();
    });
    return source;
  }

  @Test
  void merge_givesTheValuesOfAll() throws Exception {
    ReceiveChannel<Integer> merged = pipeline.merge(List.of(source(0, 100), source(100, 200), source(200, 300)));
    assertThat(merged.stream().toList()).containsExactlyInAnyOrderElementsOf(numbers(0, 300));
    scope.join();
  }

  @Test
  void map_oneWorker_keepsTheOrder() throws Exception {
    assertThat(pipeline.map(source(0, 100), 1, i -> i + 1).stream().toList()).isEqualTo(numbers(1, 101));
    scope.join();
  }

  @Test
  void map_manyWorkers_runAtOnce() throws Exception {
    Channel<Integer> meeting = Channel.unbuffered();
    ReceiveChannel<Integer> results = pipeline.map(source(0, 100), 4, i -> {
      meeting.trySend(i);
      return 2 * i;
    });
    assertThat(results.stream().mapToInt(Integer::intValue).sum()).isEqualTo(9900);
    scope.join();
  }

  @Test
  void map_functionThrows_closesWithItAndFailsTheScope() {
    Channel<Integer> source = Channel.unbuffered();
    ReceiveChannel<Integer> results = pipeline.map(source, 2, i -> {
      throw new IllegalStateException("planned " + i);
    });
    goroutines.go(() -> assertThatThrownBy(() -> {
      while (true) {
        source.send(1);
      }
    }).isInstanceOf(ChannelClosedException.class));
    assertThatThrownBy(results::receive).isInstanceOf(ChannelClosedException.class).hasRootCauseMessage("planned 1");
    assertThatThrownBy(scope::join).isInstanceOf(ScopeException.class).hasRootCauseMessage("planned 1");
    assertThat(source.isClosed()).isTrue();
  }

  @Test
  void causeOfASource_passesOn() throws Exception {
    IOException planned = new IOException("planned");
    Channel<Integer> source = Channel.unbuffered();
    ReceiveChannel<List<Integer>> results = pipeline.batch(pipeline.map(source, 2, i -> i), 10, Duration.ofSeconds(20));
    source.send(1);
    source.close(planned);
    assertThat(results.receive()).containsExactly(1);
    assertThatThrownBy(results::receive).isInstanceOf(ChannelClosedException.class).hasCause(planned);
    scope.join();
  }

  @Test
  void receiverThatCancels_endsTheStagesAndTheSource() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    ReceiveChannel<Integer> results = pipeline.throttle(pipeline.map(source, 2, i -> i), Duration.ZERO);
    Goroutine sender = goroutines.go(() -> assertThatThrownBy(() -> {
      while (true) {
        source.send(1);
      }
    }).isInstanceOf(ChannelClosedException.class));
    assertThat(results.receive()).isEqualTo(1);
    results.cancel();
    sender.join();
    scope.join();
    assertThat(source.isClosed()).isTrue();
  }

  @Test
  void batch_bySize() throws Exception {
    assertThat(pipeline.batch(source(0, 10), 4, Duration.ofSeconds(20)).stream().toList()).containsExactly(numbers(0, 4), numbers(4, 8), numbers(8, 10));
    scope.join();
  }

  @Test
  void batch_byTime() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    ReceiveChannel<List<Integer>> batches = pipeline.batch(source, 100, Duration.ofMillis(5));
    source.send(1);
    assertThat(batches.receive()).containsExactly(1);
    source.send(2);
    assertThat(batches.receive()).containsExactly(2);
    source.close();
    assertThat(batches.receive(Duration.ofSeconds(20))).isEqualTo(new Received.Closed<>());
  }

  @Test
  void throttle_keepsValuesApart() throws Exception {
    ReceiveChannel<Integer> slow = pipeline.throttle(source(0, 5), Duration.ofMillis(3));
    long start = System.nanoTime();
    assertThat(slow.stream().toList()).isEqualTo(numbers(0, 5));
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(12_000_000);
  }

  @Test
  void scopeCancelled_closesTheChannels() throws Exception {
    ReceiveChannel<Integer> results = pipeline.map(Channel.<Integer>unbuffered(), 3, i -> i);
    scope.cancel();
    await().until(results::isClosed);
    assertThat(results.closeCause().orElseThrow()).hasRootCauseInstanceOf(InterruptedException.class);
    scope.join();
  }

  @Test
  void badUses_areRefused() {
    assertThatThrownBy(() -> pipeline.merge(List.of())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one source");
    assertThatThrownBy(() -> pipeline.map(source(0, 0), 0, i -> i)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one worker");
    assertThatThrownBy(() -> pipeline.batch(source(0, 0), 0, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
  }
}
