package io.heddle.channels.sim;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test method {@code void name(Sim sim)} that is run once per schedule, each time on a new instance of its class. See the package for what it checks. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Test
@Timeout(value = 30, unit = TimeUnit.MINUTES) // against a machine that has no time for us; a schedule that does not end is ended by its steps
@ExtendWith(SimExtension.class)
public @interface SimTest {
  /** How many schedules to run, as a share of the build's number (system property {@code heddle.schedules}, 20,000 when unset): less for one that has many steps. */
  double share() default 1;

  /** The number of steps after which a schedule counts as one that makes no progress. */
  int steps() default 20_000;
}
