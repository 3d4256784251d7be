package io.heddle.kubernetes;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in a few words why a server could not be asked. The JDK's own exceptions often say nothing, or too much. */
final class Failures {

  private Failures() {}

  /** Returns the failure that the futures in between wrapped. */
  static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof ExecutionException || inner instanceof CompletionException) && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /** Returns the reason in one line, without stack trace and class names where they tell a reader nothing. */
  static String explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String reason = known(cause);
      if (reason != null) {
        return reason;
      }
    }
    String message = failure.getMessage();
    return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : firstLine(message);
  }

  private static @Nullable String known(Throwable cause) {
    return switch (cause) {
      case UnresolvedAddressException e -> "its host name is unknown";
      case UnknownHostException e -> "its host name is unknown";
      case HttpConnectTimeoutException e -> "connecting took too long";
      case HttpTimeoutException e -> "no answer came in time";
      case SSLException e -> "TLS failed: " + deepest(e);
      case ConnectException e when e.getCause() == null || e.getCause() instanceof ClosedChannelException -> "connection refused";
      default -> null;
    };
  }

  private static String deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null && deepest.getCause().getMessage() != null) {
      deepest = deepest.getCause();
    }
    String message = deepest.getMessage();
    return message == null ? deepest.getClass().getSimpleName() : firstLine(message);
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
