package io.heddle.controller;

import io.heddle.kubernetes.ApiException;
import java.io.IOException;

/** Makes a line of the log out of what others say: a server's message may hold anything, and as much as it likes. */
final class LogText {

  private static final int MAX_CHARS = 4096;

  private LogText() {}

  /** The text on one line, without control characters, cut to a length that a log can take. */
  static String oneLine(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_CHARS));
    for (int i = 0; i < text.length() && line.length() < MAX_CHARS; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
    }
    return text.length() > MAX_CHARS ? line + "..." : line.toString();
  }

  /** What went wrong: the sentence alone where the sentence is made for readers, else with the kind of exception before it. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    boolean speaksForItself = failure instanceof ApiException || failure instanceof TerminalException || failure.getClass() == IOException.class;
    return oneLine(speaksForItself ? message : failure.getClass().getSimpleName() + ": " + message);
  }
}
