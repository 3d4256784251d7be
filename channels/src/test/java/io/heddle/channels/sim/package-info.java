/**
 * A deterministic scheduler for real virtual threads, and what turns it into a checker.
 *
 * <p>A test method marked {@link io.heddle.channels.sim.SimTest} is run once per schedule, twenty thousand schedules by default. Its class and every class of
 * {@code io.heddle} that it uses are loaded a second time with a possible switch of goroutine before each access that another goroutine can see: volatile
 * fields, atomics, {@code VarHandle}s, locks, park and unpark, and in every fourth schedule plain fields and array elements too. All goroutines run on the
 * one thread that runs the test, and the seed of the schedule alone decides who goes on, so the same seed gives the same run.
 *
 * {@snippet :
 * class HandOffTest {
 *   @SimTest
 *   void unbuffered_oneSenderOneReceiver_valueArrives(Sim sim) {
 *     Channel<Integer> ch = Channel.unbuffered();
 *     sim.go("sender", () -> ch.send(1));
 *     sim.go("receiver", () -> assertThat(ch.receive()).isEqualTo(1));
 *     sim.join(); // until both have ended; a deadlock fails with who waits where
 *     assertThat(ch.size()).isZero();
 *   }
 * }
 * }
 *
 * <p>What fails a schedule: an exception out of the test method or out of a goroutine started by {@link io.heddle.channels.sim.Sim#go}; a deadlock, that is
 * goroutines which have not ended while none can run and no timeout is pending; more than {@link io.heddle.channels.sim.SimTest#steps()} steps. The message
 * names the seed; {@code -Dheddle.seed=N} with {@code -Dtest=Class#method} runs that schedule alone and prints each step of its end.
 * {@code -Dheddle.schedules=N} sets how many schedules run.
 *
 * <p>Time is virtual. {@code System.nanoTime}, {@code Instant.now}, {@code Thread.sleep}, {@code LockSupport.parkNanos} and timed joins of the loaded classes
 * follow {@link io.heddle.channels.sim.Sim#nanoTime()}, which stands still until every goroutine is blocked and then jumps to the next deadline; after
 * {@link io.heddle.channels.sim.Sim#letTimeRace()} it may jump at any step, which is how timeouts are raced against hand-offs. Random numbers drawn from
 * {@code ThreadLocalRandom} come from the seed. Threads made by {@code Thread.ofVirtual()} and its kin become goroutines of the simulation.
 *
 * <p>What it cannot see: effects of weak memory (jcstress does), and anything that waits inside the JDK for real time: a timed wait on a
 * {@code java.util.concurrent} class, a socket, a file. Give such code a seam, or an untimed wait. Classes outside {@code io.heddle} are not rewritten, so
 * one call into them is one step.
 *
 * <p>To use it from another module: depend on {@code heddle-channels} with {@code <type>test-jar</type>} and on {@code org.ow2.asm:asm-commons}, both of
 * scope test, and keep the JVM option {@code --add-opens java.base/java.lang=ALL-UNNAMED}, which the build sets.
 */
@NullMarked
package io.heddle.channels.sim;

import org.jspecify.annotations.NullMarked;
