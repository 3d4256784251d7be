/** Go's channels, select, WaitGroup and Context for virtual threads. */
@org.jspecify.annotations.NullMarked
module io.heddle.channels {
  requires static transitive org.jspecify;

  exports io.heddle.channels;
}
