/** Go's channels, select, WaitGroup and Context for virtual threads. */
@org.jspecify.annotations.NullMarked
module io.heddle.channels {
  requires static transitive org.jspecify;
  requires static transitive micrometer.core;
  requires static java.management;
  requires static jdk.attach;
  requires static jdk.jfr;
  requires static jdk.management;
  requires static org.junit.jupiter.api;

  exports io.heddle.channels;
  exports io.heddle.channels.testing;
}
