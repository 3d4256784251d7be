package io.heddle.benchmarks.channels;

/** A channel of a peer whose operations block the calling thread. */
interface Pipe {
  void send(Integer value) throws InterruptedException;

  Integer receive() throws InterruptedException;
}
