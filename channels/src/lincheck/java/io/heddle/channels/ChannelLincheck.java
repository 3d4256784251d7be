package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The operations that never block are linearizable: whatever two or three threads do, there is an order of their calls in which a queue with a lock around it
 * would have given the same answers. Waiting is not checked here: Lincheck takes a park for a pause and would not notice a wake-up that never comes; the simulation does.
 */
class ChannelLincheck {
  /** Scenarios for each check; each is run a few hundred times by the model checker and a few thousand times as it comes. */
  private static final int SCENARIOS = Integer.getInteger("heddle.lincheck.scenarios", 25);

  private static final String EMPTY = "empty";
  private static final String CLOSED = "closed";

  /** The channel under test. */
  @SuppressWarnings("unused") // by name, through reflection
  public abstract static class Subject {
    final Channel<Integer> channel;

    Subject(int capacity) {
      channel = Channel.buffered(capacity);
    }

    @Operation
    public boolean trySend(int value) {
      return channel.trySend(value);
    }

    @Operation
    public String tryReceive() {
      return switch (channel.tryReceive()) {
        case Received.Value<Integer>(Integer value) -> String.valueOf(value);
        case Received.Empty<Integer> empty -> EMPTY;
        case Received.Closed<Integer> closed -> CLOSED;
      };
    }

    @Operation
    public void close() {
      channel.close();
    }

    @Operation
    public boolean isClosed() {
      return channel.isClosed();
    }

    @Operation
    public int size() {
      return channel.size();
    }
  }

  /** What it must be indistinguishable from. */
  @SuppressWarnings("unused") // by name, through reflection
  public abstract static class Model {
    private final int capacity;
    private final ArrayDeque<Integer> values = new ArrayDeque<>();
    private boolean closed;

    Model(int capacity) {
      this.capacity = capacity;
    }

    public boolean trySend(int value) {
      if (closed) {
        throw new ChannelClosedException("closed");
      }
      return values.size() < capacity && values.add(value);
    }

    public String tryReceive() {
      Integer value = values.poll();
      return value != null ? value.toString() : closed ? CLOSED : EMPTY;
    }

    public void close() {
      if (closed) {
        throw new ChannelClosedException("closed");
      }
      closed = true;
    }

    public boolean isClosed() {
      return closed;
    }

    public int size() {
      return values.size();
    }
  }

  public static final class Capacity0 extends Subject {
    public Capacity0() {
      super(0);
    }
  }

  public static final class Capacity1 extends Subject {
    public Capacity1() {
      super(1);
    }
  }

  public static final class Capacity2 extends Subject {
    public Capacity2() {
      super(2);
    }
  }

  public static final class Capacity3 extends Subject {
    public Capacity3() {
      super(3);
    }
  }

  public static final class Model0 extends Model {
    public Model0() {
      super(0);
    }
  }

  public static final class Model1 extends Model {
    public Model1() {
      super(1);
    }
  }

  public static final class Model2 extends Model {
    public Model2() {
      super(2);
    }
  }

  public static final class Model3 extends Model {
    public Model3() {
      super(3);
    }
  }

  /** Wrong on purpose: it counts beside the channel, so that its size can be seen to lag behind. */
  public static final class CountingBeside extends Subject {
    private final AtomicInteger count = new AtomicInteger();

    public CountingBeside() {
      super(2);
    }

    @Override
    @Operation
    public boolean trySend(int value) {
      boolean sent = super.trySend(value);
      if (sent) {
        count.incrementAndGet();
      }
      return sent;
    }

    @Override
    @Operation
    public String tryReceive() {
      String received = super.tryReceive();
      if (!received.equals(EMPTY) && !received.equals(CLOSED)) {
        count.decrementAndGet();
      }
      return received;
    }

    @Override
    @Operation
    public int size() {
      return count.get();
    }
  }

  /** The loop in which a contender of a channel's lock stays away has more turns than Lincheck gives one before it takes it for endless. */
  private static final int LONGEST_LOOP = 2_000;

  private static void check(Class<?> subject, Class<?> model) {
    new ModelCheckingOptions().loopBound(LONGEST_LOOP).iterations(SCENARIOS).invocationsPerIteration(400).threads(3).actorsPerThread(2).actorsBefore(2).actorsAfter(1)
        .sequentialSpecification(model).check(subject);
    new StressOptions().iterations(SCENARIOS).invocationsPerIteration(2_000).threads(2).actorsPerThread(3).actorsBefore(2).actorsAfter(1)
        .sequentialSpecification(model).check(subject);
  }

  @Test
  void capacity0_isLinearizable() {
    check(Capacity0.class, Model0.class);
  }

  @Test
  void capacity1_isLinearizable() {
    check(Capacity1.class, Model1.class);
  }

  @Test
  void capacity2_isLinearizable() {
    check(Capacity2.class, Model2.class);
  }

  @Test
  void capacity3_isLinearizable() {
    check(Capacity3.class, Model3.class);
  }

  @Test
  void countKeptBesideTheChannel_isFoundOut() {
    assertThatThrownBy(() -> check(CountingBeside.class, Model2.class)).isInstanceOf(LincheckAssertionError.class).hasMessageContaining("size()");
  }
}
