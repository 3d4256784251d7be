package io.heddle.kubernetes;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a stream of bytes, which comes in pieces of any size, into the lines that are its frames.
 *
 * <p>Not for more than one thread. A frame over the limit is refused before its bytes are kept, so that what is held is at most the limit
 * and one piece.
 */
final class FrameSplitter {

  private final int limit;
  private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
  private byte[] piece = new byte[0];
  private int position;

  FrameSplitter(int limit) {
    this.limit = limit;
  }

  /** Adds the next piece of the stream; the one before must have been used up by {@link #poll}. */
  void feed(byte[] bytes) {
    piece = bytes;
    position = 0;
  }

  /**
   * Returns the next whole frame, or empty if more bytes are needed. Empty lines are no frames.
   *
   * @throws IOException if the frame at hand is over the limit
   */
  Optional<byte[]> poll() throws IOException {
    while (position < piece.length) {
      int end = position;
      while (end < piece.length && piece[end] != '\n') {
        end++;
      }
      if (partial.size() + (end - position) > limit) {
        throw new IOException("a frame of the watch is longer than " + limit + " bytes");
      }
      if (end == piece.length) {
        partial.write(piece, position, end - position);
        position = end;
        break;
      }
      byte[] frame;
      if (partial.size() == 0) {
        frame = Arrays.copyOfRange(piece, position, end);
      } else {
        partial.write(piece, position, end - position);
        frame = partial.toByteArray();
        partial.reset();
      }
      position = end + 1;
      if (frame.length > 0 && !(frame.length == 1 && frame[0] == '\r')) {
        return Optional.of(frame);
      }
    }
    return Optional.empty();
  }

  /**
   * Takes note of the end of the stream.
   *
   * @throws IOException if it came in the middle of a frame: an event is missing
   */
  void end() throws IOException {
    if (partial.size() > 0) {
      throw new IOException("the watch ended in the middle of a frame, after " + partial.size() + " bytes of it");
    }
  }
}
