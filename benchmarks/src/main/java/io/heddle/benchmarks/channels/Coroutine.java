package io.heddle.benchmarks.channels;

import kotlin.ResultKt;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlin.coroutines.intrinsics.IntrinsicsKt;
import kotlin.coroutines.jvm.internal.ContinuationImpl;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine as Kotlin's compiler would make it of a loop over suspending calls: it runs from one call that suspends to the next,
 * on whatever thread its dispatcher gives it.
 */
@SuppressWarnings("serial") // inherited from Kotlin; nobody writes one down
abstract class Coroutine extends ContinuationImpl {
  /** What {@link #step} returns when there is nothing left to do. */
  static final Object END = new Object();

  private static final Object SUSPENDED = IntrinsicsKt.getCOROUTINE_SUSPENDED();

  @SuppressWarnings("unchecked") // the result of the coroutine is of no interest to anybody
  Coroutine(Continuation<?> completion) {
    super((Continuation<Object>) completion);
  }

  /**
   * Makes the next suspending call, with this coroutine as its continuation.
   *
   * @param result what the call before returned; before the first call, nothing of use
   * @return what the call returned, or {@link #END}
   */
  abstract @Nullable Object step(@Nullable Object result);

  /** This, as what a suspending call resumes with a result of whatever type. */
  @SuppressWarnings("unchecked") // what it is resumed with goes to step, which takes anything
  final <T> Continuation<T> continuation() {
    return (Continuation<T>) (Continuation<?>) this;
  }

  /** Runs up to the first call that suspends, as the body of a suspending function does. */
  final Object start() {
    return invokeSuspend(Unit.INSTANCE);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // both are markers, known by identity
  protected final Object invokeSuspend(Object resumed) {
    ResultKt.throwOnFailure(resumed);
    Object result = resumed;
    while (true) {
      result = step(result);
      if (result == SUSPENDED) {
        return SUSPENDED;
      }
      if (result == END) {
        return Unit.INSTANCE;
      }
    }
  }
}
