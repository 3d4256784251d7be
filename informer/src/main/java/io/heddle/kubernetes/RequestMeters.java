package io.heddle.kubernetes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the calls to the API server and measures how long the server took to answer.
 *
 * <p>The tags are the HTTP method and the status code ({@code error} if none came), so the number of series has a bound whatever the paths
 * are. Of a watch the time to its first byte is measured, not that of its life.
 */
final class RequestMeters {

  private record Key(String method, String status) {}

  private final MeterRegistry registry;
  private final Map<Key, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  RequestMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void record(String method, String status, long nanos) {
    counters
        .computeIfAbsent(
            new Key(method, status),
            key ->
                Counter.builder("requests")
                    .description("Requests to the API server, by HTTP method and status code")
                    .tag("method", key.method())
                    .tag("status", key.status())
                    .register(registry))
        .increment();
    timers
        .computeIfAbsent(
            method,
            verb ->
                Timer.builder("request.duration")
                    .description("Time until the API server answered")
                    .tag("method", verb)
                    .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(60))
                    .register(registry))
        .record(Duration.ofNanos(nanos));
  }
}
