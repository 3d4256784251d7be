package io.heddle.workqueue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A key's place in a queue: the key and the one word that says where it stands. */
non-sealed class Node<K> implements WorkItem<K> {
  /*
   * client-go keeps two sets under one mutex: dirty (needs work) and processing (is worked on), and a list of what is ready. Here each key has
   * one word, and the sets are the words' phases:
   *
   *   phase        dirty  processing  in a lane's queue
   *   IDLE                                                 only pinned keys are ever idle; the others cease to exist
   *   QUEUED         x                yes, or soon         whoever made it so has published it in its lane, or is about to
   *   PROCESSING              x
   *   DIRTY          x        x                            added again while a worker has it
   *   DEAD                                                 for good: the node leaves the table, and an add starts with a new one
   *
   *   IDLE, (new) --add--> QUEUED --claim--> PROCESSING --add--> DIRTY
   *                          ^                     |               |
   *                          |                     `--done--> IDLE (pinned) or DEAD
   *                          `---------------------done------------'
   *
   * Announced and published. Becoming ready (a change of the word) and entering the lane's queue are two steps. An adder that stopped between them
   * would leave a key that every later add takes for queued and no worker ever finds. So the word counts how often the key was announced, and
   * beside it stands which announcement was published last; an add that meets a queued key whose present announcement was not published
   * publishes it itself before it goes on. The note is a plain store after the fact, so a slow publisher may put an old number over a newer one: then the
   * key counts as unpublished, and the next add publishes it once more than needed, which does no harm. A number that was noted was published.
   *
   * The word also holds the key's lane (when dirty: the one it waits for; in PROCESSING: the one it came from), whether the key is pinned, how often
   * it was announced, and for each lane a count of ghosts. A ghost is a reference to this node in a lane's queue that is to be skipped: a queued key
   * that is raised enters the queue of the higher lane too, and since nothing can be taken out of the middle of a lock-free queue, the reference in
   * the lower lane stays behind. References to one node in one lane are interchangeable, so a count of ghosts is enough: whoever takes one while the
   * count is above zero lowers the count and looks further.
   *
   *   63              32 31    30 29        22 21           14 13         6    5    4  3  2     0
   *   [ announcements  ] [unused] [ghosts LOW] [ghosts NORMAL] [ghosts HIGH] [pin] [lane] [phase]
   *
   * Invariants
   *   1. A QUEUED node that is published has, in the queue of its lane or in the hands of a worker that is about to claim it, one reference more
   *      than that lane's count of ghosts; or it was raised from a lane for which that holds of the count and that lane. There may be more
   *      references, but never fewer.
   *   2. A reference to a node that is QUEUED claims it, unless it is in the node's lane and counts as a ghost. A reference in a lower lane claims it
   *      too: so a raise that stops half-way loses nothing.
   *   3. Only the thread that moved a node to PROCESSING, or the one that acts for it, moves it on to DEAD, IDLE or QUEUED.
   * From these follow client-go's promises: no key with two workers, none handed out more often than it was added, none lost.
   *
   * More references than counted come from an add that published a key for another, slow one, which then publishes it too. The one left over hands
   * the key out a little before its turn if it is queued again when it is met; otherwise it is skipped.
   *
   * Linearization: each operation at its successful compare-and-set of the word, but one that makes the key ready at the publication that follows;
   * an add that changes nothing at its last read of the word. A get that finds nothing does so when the lanes are empty, and does not see a key
   * of which another get has taken the reference but not yet claimed it. That one counts as taken for gets, while an add still finds it queued. To
   * tell of such keys would cost every get another atomic step, and no worker needs it: a key that is raised out of a slow get's hands is offered anew.
   *
   * The fence. An adder first changes what the worker will look at (the cache, say) and then reads the word; a worker first writes PROCESSING and
   * then looks. If both read before the other's write is visible, as processors allow (Dekker's problem), the adder believes the key still to be
   * queued while its worker has missed the change, and an update is lost. A mutex hides this; here the add that finds nothing to do needs a full
   * fence before its read, and the claim one after its write. Adds that do change the word need none: a later claim reads from their write.
   *
   * Progress: lock-free. A compare-and-set fails only because another one succeeded.
   */

  /** What came of an add. */
  enum Outcome {
    /** The key became ready: publish it. */
    ANNOUNCED,
    /** The key became ready before, by another's doing, and may not be published yet: publish it too, then try again. */
    UNPUBLISHED,
    /** A queued key moved to a higher lane: put it into that lane's queue too. */
    RAISED,
    /** A worker has the key, and will find it queued again when done. */
    DIRTIED,
    /** The key needed work already, in this lane or a higher one. */
    UNCHANGED,
    /** A raise found a key that needs no work. */
    NOT_DIRTY,
    /** The key has no place any more: begin again with a new node. */
    DEAD
  }

  private static final int PHASE = 0b111;
  private static final int IDLE = 0;
  private static final int QUEUED = 1;
  private static final int PROCESSING = 2;
  private static final int DIRTY = 3;
  private static final int DEAD = 4;
  private static final int LANE_SHIFT = 3;
  private static final long LANE = 0b11 << LANE_SHIFT;
  private static final long PINNED = 1 << 5;
  private static final int GHOSTS_SHIFT = 6;
  private static final int GHOST_BITS = 8;
  private static final int MAX_GHOSTS = (1 << GHOST_BITS) - 1;
  private static final int ANNOUNCEMENTS_SHIFT = 32;
  private static final long ONE_ANNOUNCEMENT = 1L << ANNOUNCEMENTS_SHIFT;

  final WorkQueue<K> queue;
  private final K key;

  /** Of the key; see {@link KeyTable#hash}. */
  final int hash;

  private volatile long word;

  /** The number of an announcement that was published: the last one, or an earlier one. 0 is none. */
  private int published;

  /** A node whose key is announced in the lane from its first moment. The table publishes the node to other threads. */
  Node(WorkQueue<K> queue, K key, Lane lane) {
    this.queue = queue;
    this.key = key;
    this.hash = KeyTable.hash(key);
    WORD.set(this, (bits(lane) | QUEUED) + ONE_ANNOUNCEMENT);
  }

  /** A node that is pinned and idle. */
  Node(WorkQueue<K> queue, K key) {
    this.queue = queue;
    this.key = key;
    this.hash = KeyTable.hash(key);
    WORD.set(this, bits(Lane.NORMAL) | PINNED | IDLE);
  }

  @Override
  public final K key() {
    return key;
  }

  @Override
  public final Lane lane() {
    return lane(word);
  }

  @Override
  public final void add(Lane lane) {
    queue.add(this, lane);
  }

  @Override
  public final void done() {
    queue.done(this);
  }

  @Override
  public final void unpin() {
    queue.unpin(this);
  }

  /**
   * Tells whether an add in this lane would change nothing, so that it can be left out. Everything that the caller wrote before is then seen by the
   * worker who gets the key.
   */
  final boolean absorbs(Lane lane) {
    long now = word;
    boolean dirty = phase(now) == QUEUED ? isPublished(now) : phase(now) == DIRTY;
    return dirty && !lane.isAbove(lane(now)) && isStill(now);
  }

  /** Makes the key need work, in this lane or a higher one. */
  final Outcome tryAdd(Lane lane) {
    return tryAdd(lane, /* onlyRaise= */ false);
  }

  /** Raises the key to the lane if it needs work already; {@link Outcome#NOT_DIRTY} if it does not. */
  final Outcome tryRaise(Lane lane) {
    return tryAdd(lane, /* onlyRaise= */ true);
  }

  private Outcome tryAdd(Lane lane, boolean onlyRaise) {
    while (true) {
      long now = word;
      if (onlyRaise && (phase(now) == IDLE || phase(now) == PROCESSING)) {
        return Outcome.NOT_DIRTY;
      }
      switch (phase(now)) {
        case IDLE -> {
          stampAdded();
          if (cas(now, with(now, QUEUED, lane) + ONE_ANNOUNCEMENT)) {
            return Outcome.ANNOUNCED;
          }
        }
        case QUEUED -> {
          Lane waitsIn = lane(now);
          if (!isPublished(now)) {
            return Outcome.UNPUBLISHED;
          } else if (!lane.isAbove(waitsIn) || ghosts(now, waitsIn) == MAX_GHOSTS) {
            if (isStill(now)) {
              return Outcome.UNCHANGED;
            }
          } else if (cas(now, with(now, QUEUED, lane) + oneGhost(waitsIn))) {
            return Outcome.RAISED;
          }
        }
        case PROCESSING -> {
          stampAdded();
          if (cas(now, with(now, DIRTY, lane))) {
            return Outcome.DIRTIED;
          }
        }
        case DIRTY -> {
          boolean raise = lane.isAbove(lane(now));
          if (raise ? cas(now, with(now, DIRTY, lane)) : isStill(now)) {
            return Outcome.UNCHANGED;
          }
        }
        default -> {
          return Outcome.DEAD;
        }
      }
    }
  }

  /** Whether the word is the same after a fence, so that the caller's earlier writes come before this read of it. */
  private boolean isStill(long now) {
    VarHandle.fullFence();
    return word == now;
  }

  /** The word, to be given to {@link #published} after the key was put into the queue of its {@link #lane}. */
  final long word() {
    return word;
  }

  /** Notes that the key, announced as the word says, is in its lane's queue and that a worker was told. */
  final void published(long announced) {
    PUBLISHED.setRelease(this, announcement(announced));
  }

  private boolean isPublished(long word) {
    return (int) PUBLISHED.getAcquire(this) == announcement(word);
  }

  /** Makes the caller, who took a reference to this from the queue of the lane, the key's worker; false if the reference is to be skipped. */
  final boolean claim(Lane lane) {
    while (true) {
      long now = word;
      boolean ghost = ghosts(now, lane) > 0;
      boolean claims = phase(now) == QUEUED && (!ghost || lane(now).isAbove(lane));
      long addedAt = claims ? addedAtNanos() : 0;
      long next = (claims ? with(now, PROCESSING, lane(now)) : now) - (ghost ? oneGhost(lane) : 0);
      if (next == now) {
        return false;
      }
      if (cas(now, next)) {
        if (claims) {
          VarHandle.fullFence();
          started(addedAt);
        }
        return claims;
      }
    }
  }

  /** What came of the end of a piece of work. */
  enum Done {
    /** The key was added meanwhile and is ready: publish it. */
    ANNOUNCED,
    /** The key is pinned and idle. */
    IDLE,
    /** The node is to leave the table. */
    DEAD,
    /** Nobody had the key. */
    NOT_HELD
  }

  /** Ends the holder's work. */
  final Done tryDone() {
    while (true) {
      long now = word;
      switch (phase(now)) {
        case PROCESSING -> {
          if (cas(now, with(now, restingPhase(now), lane(now)))) {
            return isPinned(now) ? Done.IDLE : Done.DEAD;
          }
        }
        case DIRTY -> {
          if (cas(now, with(now, QUEUED, lane(now)) + ONE_ANNOUNCEMENT)) {
            return Done.ANNOUNCED;
          }
        }
        default -> {
          return Done.NOT_HELD;
        }
      }
    }
  }

  /**
   * Takes back the caller's announcement. If the caller has put a reference into the lane's queue it stays there as a ghost.
   *
   * @return where the key rests; null if it was too late: published by another, raised, or with a worker
   */
  final @Nullable Done takeBack(Lane lane, boolean offered) {
    while (true) {
      long now = word;
      boolean inTime = phase(now) == QUEUED && lane(now) == lane && (offered ? ghosts(now, lane) < MAX_GHOSTS : !isPublished(now));
      if (!inTime) {
        return null;
      }
      if (cas(now, with(now, restingPhase(now), lane) + (offered ? oneGhost(lane) : 0))) {
        return isPinned(now) ? Done.IDLE : Done.DEAD;
      }
    }
  }

  /** Lets the node outlast its key's idle times; false if it is dead. */
  final boolean tryPin() {
    while (true) {
      long now = word;
      if (phase(now) == DEAD) {
        return false;
      }
      if (isPinned(now) || cas(now, now | PINNED)) {
        return true;
      }
    }
  }

  /** Ends {@link #tryPin}; true if the node died of it and is to leave the table. */
  final boolean tryUnpin() {
    while (true) {
      long now = word;
      if (!isPinned(now)) {
        return false;
      }
      boolean idle = phase(now) == IDLE;
      if (cas(now, (idle ? with(now, DEAD, lane(now)) : now) & ~PINNED)) {
        return idle;
      }
    }
  }

  /** Where a key rests of which nothing is wanted. */
  private static int restingPhase(long word) {
    return isPinned(word) ? IDLE : DEAD;
  }

  /** Whether a worker has the key. */
  final boolean isHeld() {
    long now = word;
    return phase(now) == PROCESSING || phase(now) == DIRTY;
  }

  /** Whether a worker has the key and will find it queued again. */
  final boolean isDirty() {
    return phase(word) == DIRTY;
  }

  /** Whether the node is to leave the table, or has left it. */
  final boolean isDead() {
    return phase(word) == DEAD;
  }

  /** Whether the key is queued or a worker has it. */
  final boolean isBusy() {
    long now = word;
    return phase(now) != IDLE && phase(now) != DEAD;
  }

  /** Called before an add that makes the key dirty, so that a subclass can note the time; also by an adder who then loses to another. */
  void stampAdded() {}

  /** What {@link #stampAdded} noted. */
  long addedAtNanos() {
    return 0;
  }

  /** Called by who has just become the key's worker. */
  void started(long addedAtNanos) {}

  /** Called by the key's worker before it ends its work. */
  void ending() {}

  static Lane lane(long word) {
    return Lane.of((int) (word & LANE) >>> LANE_SHIFT);
  }

  static int announcement(long word) {
    return (int) (word >>> ANNOUNCEMENTS_SHIFT);
  }

  private static int phase(long word) {
    return (int) word & PHASE;
  }

  private static boolean isPinned(long word) {
    return (word & PINNED) != 0;
  }

  private static long bits(Lane lane) {
    return (long) lane.index << LANE_SHIFT;
  }

  private static long with(long word, int phase, Lane lane) {
    return (word & ~(PHASE | LANE)) | phase | bits(lane);
  }

  private static int ghosts(long word, Lane lane) {
    return (int) (word >>> ghostsShift(lane)) & MAX_GHOSTS;
  }

  private static long oneGhost(Lane lane) {
    return 1L << ghostsShift(lane);
  }

  private static int ghostsShift(Lane lane) {
    return GHOSTS_SHIFT + GHOST_BITS * lane.index;
  }

  private boolean cas(long expected, long next) {
    return WORD.compareAndSet(this, expected, next);
  }

  @Override
  public final String toString() {
    long now = word;
    String phase =
        switch (phase(now)) {
          case IDLE -> "idle";
          case QUEUED -> "queued";
          case PROCESSING -> "processing";
          case DIRTY -> "processing and added again";
          default -> "gone";
        };
    return key + " (" + phase + ", lane " + lane(now) + ")";
  }

  private static final VarHandle WORD;
  private static final VarHandle PUBLISHED;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(Node.class, "word", long.class);
      PUBLISHED = MethodHandles.lookup().findVarHandle(Node.class, "published", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
