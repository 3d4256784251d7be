/** Go's channels, select, WaitGroup and Context for virtual threads. */
@org.jspecify.annotations.NullMarked
module io.heddle.channels {
  requires static transitive org.jspecify;
  requires static transitive micrometer.core;

  exports io.heddle.channels;
}
