package io.heddle.kubernetes;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Turns the pushed body of a response into one that a goroutine pulls.
 *
 * <p>The client's threads push: bytes through {@link #accept}, the end through {@link AsyncBody#done}. They push nothing unless asked by
 * {@link AsyncBody#consume}, one piece per call. {@link #read} asks only when it has nothing to hand out, so at most one piece waits here,
 * and a reader that stops stops the sender through the TCP window.
 *
 * <p>One lock guards all state. The states: idle; asked (a piece or the end will come); a piece has come; ended, well or with a failure;
 * closed. Ended and closed are final, and closed wins: what came before a close is dropped. The client's body is never called with the lock
 * held: it holds a monitor of its own while it tells the end, so the two would wait for each other.
 */
final class ResponseBody implements AutoCloseable {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final String request;

  /** Null until the headers have come; the client may push before it hands out the response itself. */
  private @Nullable AsyncBody source;

  private byte @Nullable [] piece;
  private boolean asked;
  private boolean ended;
  private boolean closed;
  private @Nullable Throwable failure;

  ResponseBody(String request) {
    this.request = request;
  }

  /** Called by the client with each piece that was asked for. */
  void accept(List<ByteBuffer> buffers, AsyncBody from) {
    int length = buffers.stream().mapToInt(ByteBuffer::remaining).sum();
    byte[] bytes = new byte[length];
    int offset = 0;
    for (ByteBuffer buffer : buffers) {
      int count = buffer.remaining();
      buffer.get(bytes, offset, count);
      offset += count;
    }
    boolean unwanted;
    lock.lock();
    try {
      unwanted = closed;
      if (!unwanted && length > 0) {
        piece = bytes;
        asked = false;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    if (unwanted) {
      from.cancel();
    } else if (length == 0) {
      from.consume();
    }
  }

  /** Connects this body to the response whose headers have come. */
  void attach(AsyncBody from) {
    boolean unwanted;
    lock.lock();
    try {
      source = from;
      unwanted = closed;
    } finally {
      lock.unlock();
    }
    if (unwanted) {
      from.cancel();
    }
    var unused = from.done().whenComplete((nothing, problem) -> end(problem));
  }

  private void end(@Nullable Throwable problem) {
    lock.lock();
    try {
      ended = true;
      failure = problem;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the next bytes, blocking until some have come.
   *
   * @param patience how long to wait for them; zero for ever
   * @return the bytes, or empty when the body has ended in good order
   */
  Optional<byte[]> read(Duration patience) throws IOException, InterruptedException {
    ask();
    long remainingNanos = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!closed && piece == null && !ended) {
        if (patience.isZero()) {
          changed.await();
        } else if (remainingNanos > 0) {
          remainingNanos = changed.awaitNanos(remainingNanos);
        } else {
          throw new HttpTimeoutException("no more of the answer came within " + patience.toMillis() + " ms (" + request + ")");
        }
      }
      if (closed) {
        throw new IOException("the stream was closed from this side (" + request + ")");
      }
      byte[] ready = piece;
      if (ready != null) {
        piece = null;
        return Optional.of(ready);
      }
      if (failure != null) {
        throw new IOException("the connection broke: " + Failures.explain(Failures.unwrap(failure)) + " (" + request + ")", failure);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Asks the sender for a piece, unless it has been asked or has sent one. */
  private void ask() {
    AsyncBody from;
    lock.lock();
    try {
      if (source == null || asked || ended || closed || piece != null) {
        return;
      }
      asked = true;
      from = source;
    } finally {
      lock.unlock();
    }
    from.consume();
  }

  /** Returns all that is left of the body, at most {@code limit} bytes of it. */
  byte[] readAll(Duration patience, int limit) throws IOException, InterruptedException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Optional<byte[]> next = read(patience); next.isPresent(); next = read(patience)) {
      if (all.size() + next.get().length > limit) {
        throw new IOException("the answer is longer than " + limit + " bytes (" + request + ")");
      }
      all.writeBytes(next.get());
    }
    return all.toByteArray();
  }

  /** Drops the rest of the body, with the connection it came on, and frees a blocked reader. */
  @Override
  public void close() {
    AsyncBody from;
    lock.lock();
    try {
      from = ended || closed ? null : source;
      closed = true;
      piece = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (from != null) {
      from.cancel();
    }
  }
}
