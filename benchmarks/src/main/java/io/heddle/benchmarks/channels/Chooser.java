package io.heddle.benchmarks.channels;

/** A select over receives, written as the peer's users write it. */
@FunctionalInterface
interface Chooser {
  Integer receive() throws InterruptedException;
}
