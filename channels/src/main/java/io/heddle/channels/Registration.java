package io.heddle.channels;

/** Something that was asked to be done later and can be called off. */
@FunctionalInterface
public interface Registration {
  /**
   * Calls it off. Does not wait for what is already being done.
   *
   * @return true if it will never be done because of this call; false if it was done, is being done, or was called off before
   */
  boolean stop();
}
