package io.heddle.channels;

import java.io.IOException;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.Test;

/** A channel as a publisher, judged by the Reactive Streams TCK. */
@Test
public class FlowPublisherTckTest extends FlowPublisherVerification<Integer> {
  private static final long TIMEOUT_MILLIS = 2_000;
  private static final long NOTHING_FOR_MILLIS = 50;

  public FlowPublisherTckTest() {
    super(new TestEnvironment(TIMEOUT_MILLIS, NOTHING_FOR_MILLIS), TIMEOUT_MILLIS);
  }

  /** The source is filled by a goroutine, which stops at the latest when nobody receives any more. */
  @Override
  public Flow.Publisher<Integer> createFlowPublisher(long elements) {
    Channel<Integer> channel = Channel.unbuffered();
    Go.go("tck-source", () -> {
      for (long i = 0; i < elements; i++) {
        channel.send((int) i);
      }
      channel.close();
    });
    return Flows.toPublisher(channel);
  }

  @Override
  public Flow.Publisher<Integer> createFailedFlowPublisher() {
    Channel<Integer> channel = Channel.unbuffered();
    channel.close(new IOException("the source is broken"));
    return Flows.toPublisher(channel);
  }
}
