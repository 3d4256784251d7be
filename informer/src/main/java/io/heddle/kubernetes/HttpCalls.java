package io.heddle.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Sends requests to one server and reads what it answers: the one place where HTTP and its failures are dealt with.
 *
 * <p>Every request has a deadline for its headers, and for each piece of its body the same again; a watch has the first only.
 */
final class HttpCalls {

  /** A list of the largest clusters in one page; more is a mistake or an attack. */
  private static final int MAX_ANSWER_BYTES = 512 << 20;

  /** More than any status takes; what is longer is cut off with the connection. */
  private static final int MAX_ERROR_BYTES = 1 << 20;

  /** What a server may at most ask for; beyond it, it is taken to err. */
  private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(5);

  private final HttpClient http;
  private final String server;
  private final Duration timeout;
  private final KubernetesSerialization serialization;
  private final RequestMeters meters;
  private volatile boolean closed;

  HttpCalls(HttpClient http, String server, Duration timeout, KubernetesSerialization serialization, RequestMeters meters) {
    this.http = http;
    this.server = server;
    this.timeout = timeout;
    this.serialization = serialization;
    this.meters = meters;
  }

  /** Sends a request and returns the whole body of its answer; an empty {@code body} is none. */
  byte[] send(String method, String target, String body) throws IOException, InterruptedException {
    try (ResponseBody answer = exchange(method, target, body)) {
      return answer.readAll(timeout, MAX_ANSWER_BYTES);
    }
  }

  /** Opens a watch; {@code onClose} is told when it is closed. */
  HttpWatchStream open(String target, Consumer<HttpWatchStream> onClose) throws IOException, InterruptedException {
    return new HttpWatchStream(summary("GET", target), exchange("GET", target, ""), onClose);
  }

  /** Returns the body of a good answer, unread; a refusal is thrown. */
  private ResponseBody exchange(String method, String target, String body) throws IOException, InterruptedException {
    String summary = summary(method, target);
    if (closed) {
      throw new IOException("the transport is closed (" + summary + ")");
    }
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(server + target)
            .header("Accept", "application/json")
            .method(method, "application/json", body.isEmpty() ? null : body)
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .build();
    ResponseBody answer = new ResponseBody(summary);
    long start = System.nanoTime();
    String status = "error";
    try {
      HttpResponse<AsyncBody> response = await(http.consumeBytes(request, answer::accept), summary);
      status = Integer.toString(response.code());
      answer.attach(response.body());
      if (!response.isSuccessful()) {
        try (answer) {
          throw refusal(summary, response, answer);
        }
      }
      return answer;
    } finally {
      meters.record(method, status, System.nanoTime() - start);
    }
  }

  private HttpResponse<AsyncBody> await(CompletableFuture<HttpResponse<AsyncBody>> response, String summary)
      throws IOException, InterruptedException {
    try {
      // The client's own deadline comes first; this one is for a client that fails to keep it.
      return response.get(timeout.toNanos() + TimeUnit.SECONDS.toNanos(5), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Failures.unwrap(e);
      throw new IOException("cannot reach the API server " + server + ": " + Failures.explain(cause) + " (" + summary + ")", cause);
    } catch (TimeoutException e) {
      dropLate(response);
      throw new IOException("cannot reach the API server " + server + ": no answer came in time (" + summary + ")", e);
    } catch (InterruptedException e) {
      dropLate(response);
      throw e;
    }
  }

  /**
   * Drops an answer that nobody waits for any more, should it still come or have come in this moment: unread, it would hold its connection
   * for as long as the server talks. The future is not cancelled: the client does not then drop every answer that comes later.
   */
  private static void dropLate(CompletableFuture<HttpResponse<AsyncBody>> response) {
    var unused = response.thenAccept(late -> late.body().cancel());
  }

  private ApiException refusal(String summary, HttpResponse<AsyncBody> response, ResponseBody answer)
      throws IOException, InterruptedException {
    String text = new String(answer.readAll(timeout, MAX_ERROR_BYTES), StandardCharsets.UTF_8);
    Optional<Duration> retryAfter = Optional.ofNullable(response.header("Retry-After")).flatMap(HttpCalls::retryAfter);
    Status status = status(response.code(), text);
    return retryAfter.isPresent() ? new ApiException(summary, status, retryAfter) : new ApiException(summary, status);
  }

  /** Returns the status in the body; a proxy on the way may have answered with something else. */
  private Status status(int code, String text) {
    try {
      Status status = serialization.unmarshal(text, Status.class);
      if (status != null && "Status".equals(status.getKind())) {
        return status.edit().withCode(code).build();
      }
    } catch (RuntimeException e) {
      // No JSON at all: the text stands for itself below.
    }
    String line = text.strip().lines().findFirst().orElse("");
    String words = line.length() > 200 ? line.substring(0, 200) + "..." : line;
    return new StatusBuilder().withCode(code).withMessage("the server answered with code " + code + (words.isEmpty() ? "" : ": " + words)).build();
  }

  /** Reads seconds or a date, and keeps the result between zero and what a server may at most ask for. */
  static Optional<Duration> retryAfter(String header) {
    Duration wait;
    try {
      wait = Duration.ofSeconds(Long.parseLong(header.strip()));
    } catch (NumberFormatException notSeconds) {
      try {
        wait = Duration.between(Instant.now(), ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME));
      } catch (DateTimeParseException neither) {
        return Optional.empty();
      }
    }
    if (wait.isNegative()) {
      return Optional.of(Duration.ZERO);
    }
    return Optional.of(wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait);
  }

  /** Names a request without its query, whose selectors and tokens say little to a reader. */
  private static String summary(String method, String target) {
    int query = target.indexOf('?');
    return method + " " + (query < 0 ? target : target.substring(0, query));
  }

  boolean isClosed() {
    return closed;
  }

  /** Refuses every request from now on. */
  void close() {
    closed = true;
  }
}
