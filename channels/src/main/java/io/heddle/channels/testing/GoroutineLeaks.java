package io.heddle.channels.testing;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails a test of JUnit that leaves goroutines behind.
 *
 * {@snippet :
 * @ExtendWith(GoroutineLeaks.class)
 * class PipelineTest {
 *   ...
 * }
 * }
 *
 * <p>After each test, and its {@code @AfterEach} methods, no goroutine may run that was started by the test, by its {@code @BeforeEach} or {@code @AfterEach} methods, or by such a goroutine.
 * Those that are about to end are given a second. If one is left, the test fails with an {@link AssertionError} that tells what it waits for, where, and who started it where; and it is
 * interrupted, so that it does not disturb the next test. Time and order are as ever; for a test in virtual time see {@link Bubble}, which finds leaks by itself.
 *
 * <p>Goroutines that other threads have started, such as those of an executor, are not noticed. Tests may run at the same time; each has to answer for its own. JUnit is an optional
 * dependency of Heddle: this class needs {@code junit-jupiter-api} to be there.
 */
public final class GoroutineLeaks implements InvocationInterceptor, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(GoroutineLeaks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** For JUnit, which makes one for each class that is extended with it. */
  public GoroutineLeaks() {}

  @Override
  public void interceptBeforeEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void interceptAfterEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
    watch(invocation, context);
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    AtomicReference<@Nullable String> leaks = new AtomicReference<>();
    AtomicReference<@Nullable InterruptedException> interrupted = new AtomicReference<>();
    world(context).accept(() -> {
      try {
        leaks.set(Worlds.leaks(PATIENCE));
      } catch (InterruptedException e) {
        interrupted.set(e);
      }
    });
    InterruptedException thrown = interrupted.get();
    if (thrown != null) {
      throw thrown;
    }
    if (leaks.get() != null) {
      throw new AssertionError("goroutines that the test started are left at its end\n" + leaks.get());
    }
  }

  /** Runs a method of the test in its world; in which thread it runs is JUnit's choice. */
  private static void watch(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    world(context).accept(() -> {
      try {
        invocation.proceed();
      } catch (Throwable e) {
        thrown.set(e);
      }
    });
    Throwable failure = thrown.get();
    if (failure != null) {
      throw failure;
    }
  }

  @SuppressWarnings("unchecked") // nobody else knows the namespace
  private static Consumer<Runnable> world(ExtensionContext context) {
    return (Consumer<Runnable>) context.getStore(NAMESPACE).getOrComputeIfAbsent(Consumer.class, key -> Worlds.watched(), Consumer.class);
  }
}
