package io.heddle.testing;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Faults that an {@link ApiServer} plays on demand. Any thread may ask for them at any time; each takes effect at once.
 */
public interface Faults {

  /** Ends every open watch in good order, as the real server does when a watch's time is up. */
  void endWatches();

  /** Breaks the connection of every open watch, in the middle of a frame. */
  void cutWatches();

  /**
   * Lets the watches keep their connections and say nothing, as a half-open connection does. What they missed comes when they speak again.
   *
   * @param silent whether they shall be silent
   */
  void silenceWatches(boolean silent);

  /**
   * Forgets the history: from now on a watch that resumes at, and a page that continues from, a version before this moment is answered with
   * 410 Expired. Open watches that have seen everything go on.
   */
  void expireHistory();

  /**
   * Refuses the next requests, whatever they are.
   *
   * @param requests how many
   * @param code the HTTP status, such as 429 or 503
   * @param retryAfter what to send as {@code Retry-After}, in whole seconds; zero for no such header
   */
  void failNext(int requests, int code, Duration retryAfter);

  /**
   * Refuses the next requests of a kind.
   *
   * @param requests how many
   * @param matching which, told as {@code GET /api/v1/pods?watch=true&...}
   * @param code the HTTP status, such as 429 or 503
   * @param retryAfter what to send as {@code Retry-After}, in whole seconds; zero for no such header
   */
  void failNext(int requests, Predicate<String> matching, int code, Duration retryAfter);

  /**
   * Makes every request from now on wait before it is answered.
   *
   * @param each how long; zero for not at all
   */
  void delay(Duration each);

  /** Takes back what was ordered and has not happened, and ends silence and delay. */
  void clear();
}
