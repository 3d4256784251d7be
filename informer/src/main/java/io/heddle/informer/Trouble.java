package io.heddle.informer;

import io.heddle.kubernetes.ApiException;
import java.io.IOException;
import java.time.Duration;

/**
 * What can keep a reflector from listing and watching: how long to wait at most before trying again, and what to tell the reader of the
 * log.
 */
enum Trouble {
  /** No connection, or one that broke. Asking again costs the server nothing, and when it is back nobody should wait long. */
  UNREACHABLE(Duration.ofSeconds(3), "the API server cannot be reached, trying again until it can"),
  /** The type is not served: most likely its definition is still to be applied. */
  NOT_SERVED(Duration.ofSeconds(10), "the API server does not serve this type, waiting for it: apply its CustomResourceDefinition"),
  REFUSED(
      Duration.ofSeconds(30), "the API server does not allow it, trying again: check credentials, and that a Role grants list and watch"),
  OVERLOADED(Duration.ofSeconds(30), "the API server has too much to do, trying again later"),
  FAILING(Duration.ofSeconds(30), "the API server cannot answer, trying again later"),
  /** Neither the server nor the network: an answer that cannot be handled. */
  UNEXPECTED(Duration.ofSeconds(30), "listing and watching failed unexpectedly, trying again");

  private final Duration limit;
  private final String advice;

  Trouble(Duration limit, String advice) {
    this.limit = limit;
    this.advice = advice;
  }

  /** The longest wait before another attempt, unless the server asks for more. */
  Duration limit() {
    return limit;
  }

  String advice() {
    return advice;
  }

  static Trouble of(Throwable failure) {
    if (failure instanceof ApiException refusal) {
      return switch (refusal.code()) {
        case 404 -> NOT_SERVED;
        case 401, 403 -> REFUSED;
        case 429 -> OVERLOADED;
        default -> FAILING;
      };
    }
    return failure instanceof IOException ? UNREACHABLE : UNEXPECTED;
  }
}
