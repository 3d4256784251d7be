package io.heddle.channels;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A node of the context tree that can be cancelled. */
final class CancelNode extends TreeContext implements CancelContext {
  /*
   * Each node knows those that follow it, other nodes and functions to be called, in a doubly linked list, so that one that is over leaves in constant time. The list
   * and the cause are guarded by the node's lock. Whoever stores the cause takes the list; a follower that comes later sees the cause and is told at once.
   * The cause is shown to users once the done channel is closed, so that no two of done(), isCancelled() and cause() contradict each other.
   *
   * Cancelling walks the tree with a stack of its own and one lock at a time: a deep tree does not overflow the thread's stack.
   */

  /** Guards the list of followers and the step from active to cancelled. */
  private final Lock lock = new Lock();

  private final Event cancelled = Event.of(World.current(), this);
  private final Follower follower = new NodeFollower(this);
  private final @Nullable CancelNode above;
  private final @Nullable Instant deadline;
  private @Nullable Follower first;
  private volatile @Nullable Throwable cause;
  private volatile @Nullable Expiry expiry;

  private static final class Lock extends SpinLock {}

  /** Something to be told when a node is cancelled. The links are guarded by that node's lock. */
  private abstract static class Follower {
    boolean linked;
    @Nullable Follower previous;
    @Nullable Follower next;

    /** Takes note; nodes that are to be cancelled in turn go on the stack. */
    abstract void tell(ArrayDeque<CancelNode> stack);
  }

  private static final class NodeFollower extends Follower {
    private final CancelNode node;

    NodeFollower(CancelNode node) {
      this.node = node;
    }

    @Override
    void tell(ArrayDeque<CancelNode> stack) {
      stack.push(node);
    }
  }

  private static final class CallFollower extends Follower {
    private final Task task;

    CallFollower(Task task) {
      this.task = task;
    }

    @Override
    void tell(ArrayDeque<CancelNode> stack) {
      Go.go("context-after-func", task);
    }
  }

  private static final class Expiry extends Timeout {
    private final CancelNode node;
    private final World world;

    Expiry(CancelNode node, World world) {
      this.node = node;
      this.world = world;
    }

    @Override
    void fire() {
      node.cancel(new TimeoutException("the deadline " + node.deadline + " has passed"));
    }
  }

  private CancelNode(TreeContext parent, @Nullable Instant deadline) {
    super(parent);
    this.above = parent.cancellation();
    this.deadline = deadline;
  }

  /** A node that is cancelled with its parent and has its deadline. */
  static CancelNode below(TreeContext parent) {
    return attached(new CancelNode(parent, parent.deadline().orElse(null)));
  }

  /** A node that is cancelled with its parent and has a deadline of its own, which {@link #endAt} has yet to set in motion. */
  static CancelNode below(TreeContext parent, Instant deadline) {
    return attached(new CancelNode(parent, deadline));
  }

  private static CancelNode attached(CancelNode node) {
    CancelNode above = node.above;
    if (above != null) {
      Throwable cause = above.follow(node.follower);
      if (cause != null) {
        node.cancel(cause);
      }
    }
    return node;
  }

  /** Cancels this when the clock has passed the deadline. */
  void endAt(World world, long deadlineNanos) {
    Expiry created = new Expiry(this, world);
    expiry = created;
    world.schedule(created, deadlineNanos);
    if (cause != null) {
      world.cancel(created);
    }
  }

  /** Has the task called when this is cancelled. */
  Registration call(Task task) {
    CallFollower call = new CallFollower(task);
    if (follow(call) != null) {
      call.tell(new ArrayDeque<>());
    }
    return () -> unfollow(call);
  }

  /** Adds a follower, or returns the cause if this is cancelled. */
  private @Nullable Throwable follow(Follower added) {
    lock.lock();
    try {
      if (cause == null) {
        Follower second = first;
        added.linked = true;
        added.next = second;
        if (second != null) {
          second.previous = added;
        }
        first = added;
      }
      return cause;
    } finally {
      lock.unlock(/* changed= */ true);
    }
  }

  /** Takes a follower out; false if it was told or is about to be, or was taken out before. */
  private boolean unfollow(Follower removed) {
    lock.lock();
    try {
      if (cause != null || !removed.linked) {
        return false;
      }
      Follower before = removed.previous;
      Follower after = removed.next;
      if (before == null) {
        first = after;
      } else {
        before.next = after;
      }
      if (after != null) {
        after.previous = before;
      }
      removed.linked = false;
      removed.previous = null;
      removed.next = null;
      return true;
    } finally {
      lock.unlock(/* changed= */ true);
    }
  }

  /** How many follow this. */
  int followers() {
    int count = 0;
    lock.lock();
    try {
      for (Follower each = first; each != null; each = each.next) {
        count++;
      }
    } finally {
      lock.unlock(/* changed= */ false);
    }
    return count;
  }

  @Override
  public void cancel() {
    if (cause == null) {
      cancel(new CancelledException("cancel() was called", null));
    }
  }

  @Override
  public void cancel(Throwable why) {
    Objects.requireNonNull(why, "cause");
    ArrayDeque<CancelNode> stack = new ArrayDeque<>();
    stack.push(this);
    while (!stack.isEmpty()) {
      stack.pop().cancelOnly(why, stack);
    }
    if (above != null) {
      above.unfollow(follower);
    }
  }

  private void cancelOnly(Throwable why, ArrayDeque<CancelNode> stack) {
    Follower told = null;
    boolean mine;
    lock.lock();
    try {
      mine = cause == null;
      if (mine) {
        cause = why;
        told = first;
        first = null;
      }
    } finally {
      lock.unlock(/* changed= */ true);
    }
    // Whoever comes second sees to it too, so that no cancel() returns before the context shows as cancelled.
    cancelled.happen();
    if (!mine) {
      return;
    }
    Expiry pending = expiry;
    if (pending != null) {
      pending.world.cancel(pending);
    }
    while (told != null) {
      Follower after = told.next;
      told.previous = null;
      told.next = null;
      told.tell(stack);
      told = after;
    }
  }

  @Override
  public void close() {
    cancel();
  }

  @Override
  CancelNode cancellation() {
    return this;
  }

  @Override
  public ReceiveChannel<Object> done() {
    return cancelled.channel();
  }

  @Override
  public boolean isCancelled() {
    return cancelled.hasHappened();
  }

  @Override
  public Optional<Throwable> cause() {
    return isCancelled() ? Optional.ofNullable(cause) : Optional.empty();
  }

  @Override
  public Optional<Instant> deadline() {
    return Optional.ofNullable(deadline);
  }
}
