package io.heddle.channels;

/** What an attempt came to, where it is not a value; no user can send one of these, so that values and outcomes can share a variable. */
enum Outcome {
  /** The operation would block. */
  NOT_READY,
  /** The value was handed over. */
  SENT,
  /** The channel is closed, and for a receive also drained. */
  CLOSED
}
