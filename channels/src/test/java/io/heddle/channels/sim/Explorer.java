package io.heddle.channels.sim;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Runs one scenario, the reloaded twin of a {@link SimTest} method, under schedule after schedule. */
public final class Explorer {
  private static final long SCHEDULES = Long.getLong("heddle.schedules", 20_000);

  private final Class<?> testClass;
  private final String method;
  private final @Nullable Mutation mutation;
  private final SimTest settings;

  /** @param mutation a bug to plant first, or null */
  public Explorer(Class<?> testClass, String method, @Nullable Mutation mutation) {
    this.testClass = testClass;
    this.method = method;
    this.mutation = mutation;
    try {
      Method found = testClass.getDeclaredMethod(method, Sim.class);
      this.settings = java.util.Objects.requireNonNull(found.getAnnotation(SimTest.class), () -> method + " is no @SimTest");
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException("no scenario " + method + "(Sim) in " + testClass.getName(), e);
    }
  }

  /** What came of it. */
  public record Outcome(long schedules, long steps, double seconds, @Nullable SimFailure failure) {
    /** Throws the failure if there is one. */
    public void throwIfFailed() {
      if (failure != null) {
        throw failure;
      }
    }
  }

  /** Runs as many schedules as the build asks for. */
  public Outcome explore() {
    Outcome outcome = explore(Math.max(1, (long) (SCHEDULES * settings.share())));
    record(outcome);
    return outcome;
  }

  /** Runs up to that many schedules, the same ones each time, and stops at the first that fails. */
  public Outcome explore(long schedules) {
    long started = System.nanoTime();
    Scenario scenario = new Scenario();
    Rng seeds = new Rng(name().hashCode());
    long steps = 0;
    for (long n = 1; n <= schedules; n++) {
      long seed = seeds.nextLong() >>> 16;
      Sim sim = new Sim(seed);
      Throwable failure = scenario.run(sim);
      steps += sim.steps();
      if (failure != null) {
        checkPlanted();
        return new Outcome(n, steps, (System.nanoTime() - started) / 1e9, explain(seed, n, failure));
      }
    }
    checkPlanted();
    return new Outcome(schedules, steps, (System.nanoTime() - started) / 1e9, null);
  }

  private void checkPlanted() {
    if (mutation != null) {
      mutation.checkPlanted();
    }
  }

  /** Runs the schedule of one seed alone, keeping its last steps. */
  public void replay(long seed) {
    Sim sim = new Sim(seed);
    sim.traceSteps();
    Throwable failure = new Scenario().run(sim);
    if (failure != null) {
      throw new SimFailure("%s fails in the schedule of seed %d: %s%nits last steps:%n%s".formatted(name(), seed, failure.getMessage(), sim.trace()), failure);
    }
  }

  private SimFailure explain(long seed, long number, Throwable failure) {
    String again;
    Sim sim = new Sim(seed);
    sim.traceSteps();
    Throwable second = new Scenario().run(sim);
    if (second == null) {
      again = "It did not fail when the same seed was run again: something in it does not come from the seed.";
    } else {
      again = "To see it again: -Dtest=%s#%s -Dheddle.seed=%d".formatted(testClass.getSimpleName(), method, seed);
    }
    String message = "%s fails in schedule %,d: %s%n%s%nits last steps:%n%s".formatted(name(), number, failure.getMessage(), again, second == null ? "" : sim.trace());
    return new SimFailure(message, failure);
  }

  String name() {
    return testClass.getSimpleName() + "." + method;
  }

  /** Keeps the figures where a person can find them. */
  private void record(Outcome outcome) {
    Path file = Path.of("target", "sim", "schedules.txt");
    try {
      Files.createDirectories(Path.of("target", "sim"));
      Files.writeString(file, String.format(Locale.ROOT, "%-110s %,12d schedules %8.1f steps each %10.0f schedules/s%n", name(), outcome.schedules,
          (double) outcome.steps / outcome.schedules, outcome.schedules / outcome.seconds), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The twin method, in a loader of its own. */
  private final class Scenario {
    private final MethodHandle create;
    private final MethodHandle call;

    Scenario() {
      try {
        Class<?> twin = Class.forName(testClass.getName(), true, new SimLoader(mutation));
        Constructor<?> constructor = twin.getDeclaredConstructor();
        constructor.setAccessible(true);
        Method body = twin.getDeclaredMethod(method, Sim.class);
        body.setAccessible(true);
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        create = lookup.unreflectConstructor(constructor).asType(MethodType.methodType(Object.class));
        call = lookup.unreflect(body).asType(MethodType.methodType(void.class, Object.class, Sim.class));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot reload " + testClass.getName(), e);
      }
    }

    @Nullable Throwable run(Sim sim) {
      sim.stepLimit(settings.steps());
      return sim.run(() -> {
        try {
          call.invokeExact((Object) create.invokeExact(), sim);
        } catch (Exception | Error e) {
          throw e;
        } catch (Throwable e) {
          throw new IllegalStateException(e);
        }
      });
    }
  }
}
