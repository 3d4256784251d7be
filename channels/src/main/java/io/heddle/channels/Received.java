package io.heddle.channels;

/**
 * What a receive came to that does not wait, or not for ever: a value, the end of the channel, or nothing yet.
 *
 * <p>Meant for a {@code switch} without a default:
 *
 * {@snippet :
 * String line = switch (channel.tryReceive()) {
 *   case Received.Value<String>(String value) -> value;
 *   case Received.Closed<String>() -> "closed";
 *   case Received.Empty<String>() -> "nothing yet";
 * };
 * }
 *
 * @param <T> the type of the values
 */
public sealed interface Received<T> {
  /**
   * A value was received.
   *
   * @param <T> the type of the values
   * @param value the value
   */
  record Value<T>(T value) implements Received<T> {}

  /**
   * The channel is closed and every value in it was received: there will never be another.
   *
   * @param <T> the type of the values
   */
  record Closed<T>() implements Received<T> {}

  /**
   * No value was there, or none came in time; the channel is open.
   *
   * @param <T> the type of the values
   */
  record Empty<T>() implements Received<T> {}
}
