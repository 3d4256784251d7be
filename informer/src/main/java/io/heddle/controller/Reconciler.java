package io.heddle.controller;

/**
 * Brings the world closer to what one object asks for. This is the one thing that the author of a controller writes.
 *
 * <p>A reconciler is called by several worker goroutines at once, for different objects; never for one object twice at the
 * same time. It may run any number of times for the same state, so it must be idempotent: it reads the object and what belongs
 * to it from the {@link Client}, compares, and writes only the difference.
 *
 * {@snippet :
 * Result reconcile(Request request) throws Exception {
 *   Optional<Backup> backup = client.get(Backup.class, request.namespace(), request.name());
 *   if (backup.isEmpty()) {
 *     return Result.done(); // gone, and what it owned is collected by the API server
 *   }
 *   ...
 *   return Result.done();
 * }
 * }
 *
 * <p>What one run did happens-before the next run for the same object.
 */
@FunctionalInterface
public interface Reconciler {

  /**
   * Reconciles the object that {@code request} names. It may block, on virtual threads that is cheap; it should let
   * {@link InterruptedException} pass, which is how a manager that stops ends a run that takes too long.
   *
   * @param request names the object
   * @return what is to happen next
   * @throws TerminalException if trying again makes no sense before the object has changed: it is logged and counted, and the
   *     object's count of failures is reset
   * @throws Exception any other failure: it is logged and counted, and the object is tried again after the delay of the
   *     controller's rate limiter. An unchecked exception or an error is a bug in the reconciler, and is logged with its
   *     stack trace; it is tried again all the same, and harms no other object
   */
  Result reconcile(Request request) throws Exception;
}
