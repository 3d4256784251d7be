package io.heddle.channels;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
      this(Channel.buffered(capacity));
    }

    Subject(Channel<Integer> channel) {
      this.channel = channel;
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

  /** The same by selects with a default, and batches. A batch moves its values in one step, but the size follows value by value, so it is not asked for here. */
  @SuppressWarnings("unused") // by name, through reflection
  public abstract static class OtherWays {
    private final Channel<Integer> channel;

    OtherWays(int capacity) {
      channel = Channel.buffered(capacity);
    }

    @Operation
    public boolean trySend(int value) throws InterruptedException {
      return select(send(channel, value, () -> true), orDefault(() -> false));
    }

    @Operation
    public String tryReceive() throws InterruptedException {
      return select(receive(channel, String::valueOf, () -> CLOSED), orDefault(() -> EMPTY));
    }

    @Operation
    public String drainTwo() {
      List<Integer> target = new ArrayList<>();
      channel.drainTo(target, 2);
      return target.toString();
    }

    @Operation
    public void close() {
      channel.close();
    }
  }

  /** What it must be indistinguishable from. */
  @SuppressWarnings("unused") // by name, through reflection
  public abstract static class Model {
    final int capacity;
    final ArrayDeque<Integer> values = new ArrayDeque<>();
    private boolean closed;

    Model(int capacity) {
      this.capacity = capacity;
    }

    public boolean trySend(int value) {
      if (closed) {
        throw new ChannelClosedException("closed");
      }
      if (values.size() == capacity) {
        return overflows(value);
      }
      return values.add(value);
    }

    boolean overflows(int value) {
      return false;
    }

    public String drainTwo() {
      List<Integer> target = new ArrayList<>();
      while (target.size() < 2 && !values.isEmpty()) {
        target.add(values.remove());
      }
      return target.toString();
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

  public static final class OtherWays0 extends OtherWays {
    public OtherWays0() {
      super(0);
    }
  }

  public static final class OtherWays1 extends OtherWays {
    public OtherWays1() {
      super(1);
    }
  }

  public static final class OtherWays2 extends OtherWays {
    public OtherWays2() {
      super(2);
    }
  }

  public static final class DropOldest2 extends Subject {
    public DropOldest2() {
      super(Channel.dropOldest(2, value -> {}));
    }
  }

  public static final class DropLatest2 extends Subject {
    public DropLatest2() {
      super(Channel.dropLatest(2, value -> {}));
    }
  }

  /** Its first chunk has two places left. */
  public static final class Unlimited extends Subject {
    public Unlimited() {
      super(Channel.unlimited());
      for (int i = 0; i < 62; i++) {
        channel.trySend(i);
        channel.tryReceive();
      }
    }
  }

  public static final class DropOldestModel2 extends Model {
    public DropOldestModel2() {
      super(2);
    }

    @Override
    boolean overflows(int value) {
      values.remove();
      return values.add(value);
    }
  }

  public static final class DropLatestModel2 extends Model {
    public DropLatestModel2() {
      super(2);
    }

    @Override
    boolean overflows(int value) {
      return true;
    }
  }

  public static final class UnlimitedModel extends Model {
    public UnlimitedModel() {
      super(Integer.MAX_VALUE);
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
  void selectsWithADefaultAndBatches_areLinearizable() {
    check(OtherWays0.class, Model0.class);
    check(OtherWays1.class, Model1.class);
    check(OtherWays2.class, Model2.class);
  }

  @Test
  void channelsThatNeverMakeASenderWait_areLinearizable() {
    check(DropOldest2.class, DropOldestModel2.class);
    check(DropLatest2.class, DropLatestModel2.class);
    check(Unlimited.class, UnlimitedModel.class);
  }

  @Test
  void countKeptBesideTheChannel_isFoundOut() {
    assertThatThrownBy(() -> check(CountingBeside.class, Model2.class)).isInstanceOf(LincheckAssertionError.class).hasMessageContaining("size()");
  }
}
