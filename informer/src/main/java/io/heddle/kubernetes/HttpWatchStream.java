package io.heddle.kubernetes;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A watch over HTTP: one line of the endless answer is one frame. */
final class HttpWatchStream implements WatchStream {

  /** As much as the server's own clients accept for one object. */
  static final int MAX_FRAME_BYTES = 16 << 20;

  private final String request;
  private final ResponseBody body;
  private final FrameSplitter splitter = new FrameSplitter(MAX_FRAME_BYTES);
  private final Consumer<HttpWatchStream> onClose;

  /** Set once by the reader: a stream that failed is not read further, lest a frame be taken for what it is not. */
  private @Nullable IOException broken;

  HttpWatchStream(String request, ResponseBody body, Consumer<HttpWatchStream> onClose) {
    this.request = request;
    this.body = body;
    this.onClose = onClose;
  }

  @Override
  public Optional<byte[]> next() throws IOException, InterruptedException {
    if (broken != null) {
      throw new IOException(broken.getMessage(), broken);
    }
    try {
      while (true) {
        Optional<byte[]> frame = splitter.poll();
        if (frame.isPresent()) {
          return frame;
        }
        Optional<byte[]> bytes = body.read(Duration.ZERO);
        if (bytes.isEmpty()) {
          splitter.end();
          return Optional.empty();
        }
        splitter.feed(bytes.get());
      }
    } catch (IOException e) {
      broken = e;
      close();
      throw e;
    }
  }

  @Override
  public void close() {
    body.close();
    onClose.accept(this);
  }

  @Override
  public String toString() {
    return "watch of " + request;
  }
}
