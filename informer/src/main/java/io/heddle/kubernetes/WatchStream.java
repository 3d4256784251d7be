package io.heddle.kubernetes;

import java.io.IOException;
import java.util.Optional;

/**
 * A watch that is under way: frames of JSON, one for each change, in the order in which the server made them.
 *
 * <p>A frame is one object of the form {@code {"type":"ADDED","object":{...}}} without the line's end. One goroutine reads; any thread may
 * close. Bytes are fetched only when {@link #next} finds no whole frame left, so a reader that stops reading stops the server's sending, and
 * the memory held is one frame and what one read from the network brought.
 */
public interface WatchStream extends AutoCloseable {

  /**
   * Returns the next frame, blocking until it is whole.
   *
   * <p>A reader that is interrupted has lost nothing: the next call continues where this one stopped.
   *
   * @return the frame, or empty when the server ended the watch in good order, and from then on
   * @throws IOException if the connection broke, ended in the middle of a frame, or brought a frame over the limit, and if the stream was
   *     closed from this side; from then on every call throws
   * @throws InterruptedException if the thread was interrupted
   */
  Optional<byte[]> next() throws IOException, InterruptedException;

  /** Ends the watch and frees the reader that is blocked in {@link #next}. Never blocks; closing again does nothing. */
  @Override
  void close();
}
