package io.heddle.benchmarks.channels;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;

import io.heddle.channels.CancelContext;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Go;
import io.heddle.channels.Received;
import io.heddle.channels.SelectCase;
import io.heddle.channels.Selector;
import io.heddle.channels.WaitGroup;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Heddle. */
final class HeddleKit implements Kit {
  record HeddlePipe(Channel<Integer> channel) implements Pipe {
    @Override
    public void send(Integer value) throws InterruptedException {
      channel.send(value);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return channel.receive();
    }

    @Override
    public void send(Integer value, Duration timeout) throws InterruptedException {
      if (!channel.send(value, timeout)) {
        throw new IllegalStateException("timed out");
      }
    }

    @Override
    public Integer receive(Duration timeout) throws InterruptedException {
      if (channel.receive(timeout) instanceof Received.Value<Integer> received) {
        return received.value();
      }
      throw new IllegalStateException("timed out");
    }

    @Override
    public void sendAll(List<Integer> values) throws InterruptedException {
      channel.sendAll(values);
    }

    @Override
    public List<Integer> receiveMany(int max) throws InterruptedException {
      return channel.receiveMany(max);
    }

    @Override
    public void close() {
      channel.close();
    }

    @Override
    public long drain() {
      long sum = 0;
      for (Integer value : channel) {
        sum += value;
      }
      return sum;
    }
  }

  @Override
  public Channel<Integer> channel(int capacity) {
    return switch (capacity) {
      case UNLIMITED -> Channel.unlimited();
      case 0 -> Channel.unbuffered();
      default -> Channel.buffered(capacity);
    };
  }

  @Override
  public Pipe pipe(int capacity) {
    return new HeddlePipe(channel(capacity));
  }

  @Override
  public Chooser firstOf(List<Pipe> pipes) {
    return selector(pipes)::select;
  }

  @Override
  public Chooser firstOfAnew(List<Pipe> pipes) {
    return () -> {
      @SuppressWarnings({"unchecked", "rawtypes"})
      SelectCase<Integer>[] cases = new SelectCase[pipes.size()];
      for (int i = 0; i < cases.length; i++) {
        cases[i] = received(pipes.get(i));
      }
      return select(cases);
    };
  }

  @Override
  public Chooser firstOrDefault(List<Pipe> pipes, Integer otherwise) {
    Selector<Integer> selector = selector(pipes);
    selector.add(orDefault(() -> otherwise));
    return selector::select;
  }

  @Override
  public Chooser firstWithin(List<Pipe> pipes, Duration timeout) {
    Selector<Integer> selector = selector(pipes);
    selector.add(after(timeout, () -> {
      throw new IllegalStateException("timed out");
    }));
    return selector::select;
  }

  private static Selector<Integer> selector(List<Pipe> pipes) {
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    pipes.forEach(pipe -> selector.add(received(pipe)));
    return selector;
  }

  private static SelectCase<Integer> received(Pipe pipe) {
    return receive(((HeddlePipe) pipe).channel(), Function.identity());
  }

  @Override
  public void start(Job job) {
    Go.go(job::run);
  }

  @Override
  public void startAndAwait(int count) throws InterruptedException {
    WaitGroup all = new WaitGroup();
    all.add(count);
    for (int i = 0; i < count; i++) {
      Go.go(all::done);
    }
    all.await();
  }

  @Override
  public void cancelChildren(int count) {
    CancelContext parent = Context.background().withCancel();
    CancelContext[] children = new CancelContext[count];
    for (int i = 0; i < count; i++) {
      children[i] = parent.withCancel();
    }
    parent.close();
    if (!children[count - 1].isCancelled()) {
      throw new IllegalStateException("the last child was not cancelled");
    }
  }
}
