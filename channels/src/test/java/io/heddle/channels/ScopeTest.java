package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class ScopeTest {
  @Test
  void join_childFails_othersAreInterruptedAndFailureIsThrown() {
    Channel<String> interrupted = Channel.buffered(1);
    try (Scope scope = Scope.open("work")) {
      scope.go("waits", () -> {
        try {
          Channel.never().receive();
        } catch (InterruptedException e) {
          interrupted.send("interrupted");
          throw e;
        }
      });
      scope.go("fails", () -> {
        throw new TimeoutException("planned");
      });
      assertThatThrownBy(scope::join).isInstanceOf(ScopeException.class).hasMessageContaining("'fails'").hasMessageContaining("'work'")
          .hasCauseInstanceOf(TimeoutException.class);
    }
    assertThat(interrupted.tryReceive()).isEqualTo(new Received.Value<>("interrupted"));
  }
}
