package io.heddle.channels.testing;

import io.heddle.channels.Go;
import io.heddle.channels.Task;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way from this package to the worlds in {@code io.heddle.channels}, which that package keeps to itself: a lookup within the module, as Java has no friends
 * among packages and a public type would be an offer to all.
 */
final class Worlds {
  private static final MethodHandle RUN = find("BubbleWorld", "run", MethodType.methodType(void.class, long.class, Task.class, Function.class));
  private static final MethodHandle WAIT = find("BubbleWorld", "waitUntilBlocked", MethodType.methodType(void.class));
  private static final MethodHandle SLEEP = find("BubbleWorld", "sleep", MethodType.methodType(void.class, Duration.class));
  private static final MethodHandle CLOCK = find("BubbleWorld", "clock", MethodType.methodType(Clock.class));
  private static final MethodHandle WATCHED = find("WatchedWorld", "open", MethodType.methodType(Consumer.class));
  private static final MethodHandle LEAKS = find("WatchedWorld", "leaks", MethodType.methodType(String.class, Duration.class));

  private Worlds() {}

  static void run(long seed, Task body, Function<String, Error> failing) throws Exception {
    try {
      RUN.invokeExact(seed, body, failing);
    } catch (Throwable e) {
      throw rethrown(e);
    }
  }

  static void waitUntilBlocked() throws InterruptedException {
    try {
      WAIT.invokeExact();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static void sleep(Duration time) throws InterruptedException {
    try {
      SLEEP.invokeExact(time);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  static Clock clock() {
    try {
      return (Clock) CLOCK.invokeExact();
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** A world that knows the goroutines started in it, as what runs a body there. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // the handle knows the raw type only
  static Consumer<Runnable> watched() {
    try {
      Consumer<?> world = (Consumer<?>) (Consumer) WATCHED.invokeExact();
      return (Consumer<Runnable>) world;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Called in such a world: the goroutines of it that do not end in time, in words; null if there are none. */
  static @Nullable String leaks(Duration patience) throws InterruptedException {
    try {
      return (String) LEAKS.invokeExact(patience);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  private static Exception rethrown(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (Exception) thrown;
  }

  private static RuntimeException unchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    return (RuntimeException) thrown;
  }

  private static MethodHandle find(String type, String method, MethodType signature) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Go.class, MethodHandles.lookup());
      return lookup.findStatic(lookup.findClass(Go.class.getPackageName() + "." + type), method, signature);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the worlds have changed: " + type + "." + method, e);
    }
  }
}
