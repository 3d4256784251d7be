package io.heddle.benchmarks.channels;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;

import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.SelectCase;
import io.heddle.channels.WaitGroup;
import java.util.List;
import java.util.function.Function;

/** Heddle. */
final class HeddleKit implements Kit<HeddleKit.HeddlePipe> {
  record HeddlePipe(Channel<Integer> channel) implements Pipe {
    @Override
    public void send(Integer value) throws InterruptedException {
      channel.send(value);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return channel.receive();
    }
  }

  @Override
  public HeddlePipe pipe(int capacity) {
    return new HeddlePipe(capacity == 0 ? Channel.unbuffered() : Channel.buffered(capacity));
  }

  @Override
  public Chooser firstOf(List<HeddlePipe> pipes) {
    return () -> select(cases(pipes, pipes.size()));
  }

  @Override
  public Chooser firstOrDefault(List<HeddlePipe> pipes, Integer otherwise) {
    return () -> {
      SelectCase<Integer>[] cases = cases(pipes, pipes.size() + 1);
      cases[pipes.size()] = orDefault(() -> otherwise);
      return select(cases);
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static SelectCase<Integer>[] cases(List<HeddlePipe> pipes, int length) {
    SelectCase<Integer>[] cases = new SelectCase[length];
    for (int i = 0; i < pipes.size(); i++) {
      cases[i] = receive(pipes.get(i).channel(), Function.identity());
    }
    return cases;
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
}
