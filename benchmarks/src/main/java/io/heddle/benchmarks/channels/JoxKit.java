package io.heddle.benchmarks.channels;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.ChannelClosed;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Jox. */
final class JoxKit implements Kit {
  record JoxPipe(Channel<Integer> channel) implements Pipe {
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
      within(timeout, channel.sendClause(value));
    }

    @Override
    public Integer receive(Duration timeout) throws InterruptedException {
      return within(timeout, channel.receiveClause());
    }

    @Override
    public void close() {
      channel.done();
    }

    @Override
    public long drain() throws InterruptedException {
      long sum = 0;
      while (true) {
        Object received = channel.receiveOrClosed();
        if (received instanceof ChannelClosed) {
          return sum;
        }
        sum += (Integer) received;
      }
    }
  }

  @Override
  public Channel<Integer> channel(int capacity) {
    return switch (capacity) {
      case UNLIMITED -> Channel.newUnlimitedChannel();
      case 0 -> Channel.newRendezvousChannel();
      default -> Channel.newBufferedChannel(capacity);
    };
  }

  @Override
  public Pipe pipe(int capacity) {
    return new JoxPipe(channel(capacity));
  }

  @Override
  public Chooser firstOf(List<Pipe> pipes) {
    return () -> Select.select(clauses(pipes, pipes.size()));
  }

  @Override
  public Chooser firstOrDefault(List<Pipe> pipes, Integer otherwise) {
    return () -> {
      SelectClause<Integer>[] clauses = clauses(pipes, pipes.size() + 1);
      clauses[pipes.size()] = Select.defaultClause(otherwise);
      return Select.select(clauses);
    };
  }

  @Override
  public Chooser firstWithin(List<Pipe> pipes, Duration timeout) {
    return () -> within(timeout, clauses(pipes, pipes.size()));
  }

  @SafeVarargs
  @SuppressWarnings("varargs") // handed on to be read
  private static <T> T within(Duration timeout, SelectClause<T>... clauses) throws InterruptedException {
    try {
      return Select.selectWithin(timeout, clauses);
    } catch (TimeoutException e) {
      throw new IllegalStateException("timed out", e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static SelectClause<Integer>[] clauses(List<Pipe> pipes, int length) {
    SelectClause<Integer>[] clauses = new SelectClause[length];
    for (int i = 0; i < pipes.size(); i++) {
      clauses[i] = ((JoxPipe) pipes.get(i)).channel().receiveClause();
    }
    return clauses;
  }
}
