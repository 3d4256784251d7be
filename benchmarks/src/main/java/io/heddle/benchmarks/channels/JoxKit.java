package io.heddle.benchmarks.channels;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.Select;
import com.softwaremill.jox.SelectClause;
import java.util.List;

/** Jox. */
final class JoxKit implements Kit<JoxKit.JoxPipe> {
  record JoxPipe(Channel<Integer> channel) implements Pipe {
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
  public JoxPipe pipe(int capacity) {
    return new JoxPipe(capacity == 0 ? Channel.newRendezvousChannel() : Channel.newBufferedChannel(capacity));
  }

  @Override
  public Chooser firstOf(List<JoxPipe> pipes) {
    return () -> Select.select(clauses(pipes, pipes.size()));
  }

  @Override
  public Chooser firstOrDefault(List<JoxPipe> pipes, Integer otherwise) {
    return () -> {
      SelectClause<Integer>[] clauses = clauses(pipes, pipes.size() + 1);
      clauses[pipes.size()] = Select.defaultClause(otherwise);
      return Select.select(clauses);
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static SelectClause<Integer>[] clauses(List<JoxPipe> pipes, int length) {
    SelectClause<Integer>[] clauses = new SelectClause[length];
    for (int i = 0; i < pipes.size(); i++) {
      clauses[i] = pipes.get(i).channel().receiveClause();
    }
    return clauses;
  }
}
