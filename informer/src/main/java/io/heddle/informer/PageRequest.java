package io.heddle.informer;

import io.heddle.channels.Channel;
import io.heddle.channels.Received;
import io.heddle.channels.Scope;
import io.heddle.kubernetes.ListQuery;
import java.io.IOException;
import java.time.Duration;

/**
 * Asks for one page of a list in a goroutine of its own, so that a server that does not answer cannot hold the caller for longer than it
 * wants.
 */
final class PageRequest {
  private sealed interface Answer {
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Page(byte[] json) implements Answer {}

    record Failed(Throwable failure) implements Answer {}
  }

  private PageRequest() {}

  /**
   * Asks, and waits for the answer.
   *
   * @throws IOException if the transport throws it, or there is no answer in time
   */
  static byte[] send(Source<?> source, ListQuery query, Duration timeout) throws IOException, InterruptedException {
    String name = "heddle-list-" + source.name();
    Channel<Answer> answers = Channel.buffered(1);
    try (Scope scope = Scope.open(name)) {
      scope.go(name, () -> answers.send(ask(source, query)));
      return switch (answers.receive(timeout)) {
        case Received.Value<Answer>(Answer.Page(byte[] json)) -> json;
        case Received.Value<Answer>(Answer.Failed(Throwable failure)) -> throw rethrown(failure);
        case Received.Empty<Answer>() ->
            throw new IOException("no answer to a list of " + source.type() + " within " + timeout.toSeconds() + " s");
        case Received.Closed<Answer>() -> throw new IllegalStateException("nobody closes this channel");
      };
    }
  }

  private static Answer ask(Source<?> source, ListQuery query) throws InterruptedException {
    try {
      return new Answer.Page(source.transport().list(source.type(), source.namespace(), query));
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) { // Whoever waits must learn of it, or would wait for nothing.
      return new Answer.Failed(e);
    }
  }

  private static IOException rethrown(Throwable failure) {
    return switch (failure) {
      case IOException io -> io;
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new IllegalStateException("the transport threw what it does not declare", failure);
    };
  }
}
