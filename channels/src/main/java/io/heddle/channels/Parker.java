package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One wait of one thread, for one operation or for a select of many: who ends it first decides how it ended. */
sealed class Parker extends Waiter permits Occurrence.CallingParker {
  /*
   * The state moves once, by CAS: from WAITING to the number of the case that a partner completed, or to TIMED_OUT by the timer, or to ABANDONED by the
   * owner when it was interrupted or starts over. The CAS is claim and completion in one: a partner stores what it hands over in the waiter before it, so the
   * owner that sees a number finds everything in place and never waits for a partner to finish.
   *
   * A partner wakes the owner after it has freed the channel's lock or slot, if the owner may be parked: the owner says so and then looks whether it was claimed, the partner claims and then looks
   * whether the owner said so, so that one of them sees the other. The owner may be gone by then, and this be in use for another wait: a wake-up too many only makes a park
   * return at once, and every park is in a loop.
   */

  /** Nobody has ended the wait. */
  static final int WAITING = -1;

  /** The deadline passed first. */
  static final int TIMED_OUT = -2;

  /** The owner withdrew. */
  static final int ABANDONED = -3;

  /** Something that is not a channel may be ready; the owner is to start over and ask it. */
  static final int ASK_AGAIN = -4;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Whose clock and scheduler the wait goes by. */
  private final World world;

  /** Null while nobody waits. */
  private @Nullable Thread owner;

  /** Whether the owner may be parked, or is about to. */
  private volatile boolean parking;

  /** Ends the wait at its deadline; null until a wait has one. */
  private @Nullable Alarm alarm;

  /** Whether the alarm of an earlier wait may yet go off. */
  private boolean mayFireLate;

  /** What is waited for, for those who look at goroutines: an operation, and the channel or the cases of a select. */
  private @Nullable String operation;

  private @Nullable Object place;

  /** A wait of the calling thread that is no send. */
  Parker(World world) {
    this(world, /* toSend= */ false);
  }

  /** A wait of the calling thread that has no deadline until {@link #await(long)} gives it one. */
  Parker(World world, boolean toSend) {
    super(toSend);
    STATE.set(this, WAITING);
    this.world = world;
    this.owner = Thread.currentThread();
  }

  /** Whether this waits by the clock and the scheduler of the given world. */
  final boolean isOf(World given) {
    return world.equals(given);
  }

  /** Makes this a new wait, of the calling thread. */
  final void renew(Thread current) {
    owner = current;
    if (parking) {
      parking = false;
    }
    STATE.setRelease(this, WAITING);
  }

  /** Refers to nothing any more, until it is renewed. */
  final void release() {
    owner = null;
    place = null;
  }

  /** Whether this can be renewed once nobody else refers to it. */
  final boolean isReusable() {
    return !mayFireLate;
  }

  /** Whose clock and scheduler the wait goes by. */
  final World world() {
    return world;
  }

  /** Says what is about to be waited for. Two plain stores: it is put into words only if somebody looks. */
  void waitsTo(String operation, @Nullable Object place) {
    this.operation = operation;
    this.place = place;
  }

  /** Whether only what was made in this world can end the wait. */
  boolean isWithin(World within) {
    if (place instanceof ReadyCase<?>[] cases) {
      for (ReadyCase<?> each : cases) {
        if (!each.isWithin(within)) {
          return false;
        }
      }
      return true;
    }
    return !(place instanceof StepwiseChannel<?> channel) || within.isHomeOf(channel.id());
  }

  /** What is waited for, in words: "send to channel 'a' (unbuffered, senders waiting: 1)". */
  String awaited() {
    return awaited(Object::toString);
  }

  /** As {@link #awaited()}, with these words for the channel and the like. */
  String awaited(Function<Object, String> words) {
    // Read once: the wait may end meanwhile, and this be used for another.
    String what = operation;
    Object where = place;
    if (what == null || where == null) {
      return "wait";
    }
    if (where instanceof ReadyCase<?>[] cases) {
      StringJoiner joined = new StringJoiner(", ", what + " [", "]");
      for (ReadyCase<?> each : cases) {
        joined.add(each.awaited(words));
      }
      return joined.toString();
    }
    return describe(what, where, words);
  }

  /** The name of the channel that is waited at; null if it is none, or several. */
  @Nullable String channel() {
    return place instanceof Channel<?> channel ? channel.name() : null;
  }

  /** An operation on a channel, in words; one on the channel of an event is a wait for what the event is of. */
  static String describe(String operation, Object place, Function<Object, String> words) {
    Object event = place instanceof StepwiseChannel<?> channel ? channel.eventOf() : null;
    return event == null ? operation + " " + words.apply(place) : "wait for " + words.apply(event);
  }

  /** Ends the wait with this result unless it has ended; the caller then owes a call of {@link #wake}. */
  boolean claim(int result) {
    return state == WAITING && STATE.compareAndSet(this, WAITING, result);
  }

  final boolean isOver() {
    return !isWaiting();
  }

  boolean isWaiting() {
    return state == WAITING;
  }

  /** Lets the owner see that its wait has ended. */
  void wake() {
    if (parking) {
      Thread thread = owner; // read only now: it lies apart from what a hand-over touches
      if (thread != null) {
        world.unpark(thread);
      }
    }
  }

  /** How the wait ended. */
  int result() {
    return state;
  }

  /** Waits until someone has claimed this; an interrupt ends the wait as {@link #ABANDONED}, and is kept pending if it came too late for that. */
  int await() {
    boolean interrupted = false;
    int result;
    Watch watch = Watch.begin(Thread.currentThread());
    parking = true;
    while ((result = state) == WAITING) {
      if (Thread.interrupted()) {
        interrupted = !claim(ABANDONED);
      } else {
        world.park(this);
      }
    }
    if (watch != null) {
      watch.end(this);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  /** As {@link #await()}, and the wait ends as {@link #TIMED_OUT} when the world's clock has passed the deadline, unless that is {@link Timeout#FOREVER}. */
  int await(long deadlineNanos) {
    if (deadlineNanos == Timeout.FOREVER) {
      return await();
    }
    Alarm set = alarm;
    if (set == null) {
      set = new Alarm(this);
      alarm = set;
    }
    world.schedule(set, deadlineNanos);
    try {
      return await();
    } finally {
      mayFireLate = !world.cancel(set) && state != TIMED_OUT;
    }
  }

  /** As {@link #await()}, and the wait ends as {@link #TIMED_OUT} after the given time, unless that is {@link Timeout#FOREVER}. */
  int awaitFor(long timeoutNanos) {
    return await(timeoutNanos == Timeout.FOREVER ? Timeout.FOREVER : world.nanoTime() + timeoutNanos);
  }

  private static final class Alarm extends Timeout {
    private final Parker parker;

    Alarm(Parker parker) {
      this.parker = parker;
    }

    @Override
    void fire() {
      if (parker.claim(TIMED_OUT)) {
        parker.wake();
      }
    }
  }
}
