package io.heddle.workqueue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** An unbounded first-in-first-out queue for any number of producers and consumers, lock-free. */
final class SegmentQueue<E> {
  /*
   * This is the FAAArrayQueue of Pedro Ramalhete and Andreia Correia (concurrencyfreaks.blogspot.com, 2016), which is the LCRQ of Morrison and
   * Afek (PPoPP 2013) without its double-word compare-and-set: a linked list of arrays ("segments") of which every slot is used once.
   *
   *   head -> [. . T e e e] -> [e e . . . .] <- tail       T spoiled   e element   . empty, or empty again
   *
   * A producer takes a ticket of the tail segment (one fetch-and-add) and tries to put its element into the ticket's slot; a consumer takes a
   * ticket of the head segment and the element from its slot. A consumer that comes before its producer swaps TAKEN into the slot and thereby spoils
   * it: the producer sees that its compare-and-set fails and takes another ticket. So nobody ever waits for a thread that has stopped half-way, which is where
   * the usual bounded rings (a consumer spins until the producer of its slot has published) stop being lock-free.
   *
   * Invariants
   *   - A slot goes empty -> element -> empty, or empty -> TAKEN, or empty -> element -> TAKEN. Each has one producer and one consumer that may touch it.
   *   - Tickets of a segment only grow; those at or past its length belong to no slot.
   *   - Only the last segment has no next; tail and head are never more than one segment behind where they could be, and are moved by whoever
   *     finds them behind.
   *
   * Tickets that follow each other belong to slots that lie on other cache lines, so that two threads which hold
   * them do not take one line from each other.
   *
   * Linearization: offer at the successful compare-and-set of its slot (or of the link to a new segment that carries the element), ordered by
   * ticket; poll at its read or swap that returned an element; poll's null at its read of the tail's ticket, when that is not above the head's.
   *
   * Progress: lock-free. An offer repeats only if a poll took the slot (which then went on) or another offer linked a segment; a poll repeats
   * only after it spoiled a slot, which needs an offer that has taken a ticket.
   *
   * Garbage: a drained segment is dropped as soon as head moves on. Two segments at least are never shared by two queues, so a queue that is
   * empty holds one segment.
   */

  static final int DEFAULT_SEGMENT_LENGTH = 256;

  /** The slots of so many tickets in a row are spread over a whole segment; a power of two. */
  private static final int SPREAD = 16;

  private static final Object TAKEN = new Object();

  private final int segmentLength;

  /** How far apart the slots of two tickets in a row are. */
  private final int stride;

  /** How many tickets producers have thrown away, each counted before the next is taken. */
  private final LongAdder spoiled = new LongAdder();

  private volatile Segment head;
  private volatile Segment tail;

  SegmentQueue() {
    this(DEFAULT_SEGMENT_LENGTH);
  }

  /** A queue of segments of the given length, a multiple of {@link #SPREAD} or less than it, so that tests see many of them. */
  SegmentQueue(int segmentLength) {
    if (segmentLength > SPREAD && segmentLength % SPREAD != 0) {
      throw new IllegalArgumentException("segments of " + segmentLength + " slots: two tickets would share one; take a multiple of " + SPREAD);
    }
    this.segmentLength = segmentLength;
    stride = Math.max(1, segmentLength / SPREAD);
    Segment first = new Segment(0, segmentLength);
    head = first;
    tail = first;
  }

  /** The slot that is the ticket's own. */
  private int slot(int ticket) {
    return (ticket & (SPREAD - 1)) * stride + ticket / SPREAD;
  }

  void offer(E element) {
    while (true) {
      Segment segment = tail;
      int ticket = (int) PRODUCERS.getAndAdd(segment, 1);
      if (ticket < segmentLength) {
        if (SLOTS.compareAndSet(segment.slots, slot(ticket), null, element)) {
          return;
        }
        spoiled.increment();
      } else if (appendAfter(segment, element)) {
        return;
      }
    }
  }

  /** The segment is full: links a new one that carries the element already, or moves the tail to the one that another producer linked. */
  private boolean appendAfter(Segment segment, E element) {
    Segment next = segment.next;
    if (next == null) {
      Segment fresh = new Segment(segment.base + segmentLength, segmentLength);
      fresh.slots[slot(0)] = element;
      fresh.producers = 1;
      if (NEXT.compareAndSet(segment, null, fresh)) {
        TAIL.compareAndSet(this, segment, fresh);
        return true;
      }
      next = segment.next;
    }
    TAIL.compareAndSet(this, segment, next);
    return false;
  }

  @SuppressWarnings("unchecked")
  @Nullable E poll() {
    while (true) {
      Segment segment = head;
      // Consumers first: their tickets only grow, so what is then not below the producers' has nothing to give.
      if (segment.consumers >= segment.producers && segment.next == null) {
        return null;
      }
      int ticket = (int) CONSUMERS.getAndAdd(segment, 1);
      if (ticket < segmentLength) {
        int slot = slot(ticket);
        Object element = SLOTS.getAcquire(segment.slots, slot);
        if (element != null) {
          // Nobody else will look at the slot any more: an element in it is for the holder of the ticket.
          SLOTS.set(segment.slots, slot, null);
          return (E) element;
        }
        element = SLOTS.getAndSet(segment.slots, slot, TAKEN);
        if (element != null) {
          return (E) element;
        }
      } else {
        Segment next = segment.next;
        if (next == null) {
          return null;
        }
        HEAD.compareAndSet(this, segment, next);
      }
    }
  }

  boolean isEmpty() {
    Segment segment = head;
    return segment.consumers >= Math.min(segment.producers, segmentLength) && segment.next == null;
  }

  /** The number of elements: exact while no operation runs, otherwise between the smallest and the largest number there was meanwhile or close to it. */
  long size() {
    while (true) {
      Segment first = head;
      long taken = first.base + Math.min(first.consumers, segmentLength);
      Segment last = tail;
      Segment beyond = last.next;
      if (beyond != null) {
        TAIL.compareAndSet(this, last, beyond);
        continue;
      }
      long put = last.base + Math.min(last.producers, segmentLength);
      if (first == head) {
        return Math.max(0, put - taken);
      }
    }
  }

  /** How many elements were ever put in; while operations run those may count that are about to be, and some be left out. */
  long offers() {
    // The tickets that were thrown away come last, so that none of them counts as an element.
    Segment last = tail;
    for (Segment next = last.next; next != null; next = last.next) {
      last = next;
    }
    return last.base + Math.min(last.producers, segmentLength) - spoiled.sum();
  }

  private static final class Segment {
    /** How many tickets all segments before this one have together. */
    final long base;

    final @Nullable Object[] slots;
    volatile int producers;
    volatile int consumers;
    volatile @Nullable Segment next;

    Segment(long base, int length) {
      this.base = base;
      this.slots = new Object[length];
    }
  }

  private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle PRODUCERS;
  private static final VarHandle CONSUMERS;
  private static final VarHandle NEXT;
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      PRODUCERS = lookup.findVarHandle(Segment.class, "producers", int.class);
      CONSUMERS = lookup.findVarHandle(Segment.class, "consumers", int.class);
      NEXT = lookup.findVarHandle(Segment.class, "next", Segment.class);
      HEAD = lookup.findVarHandle(SegmentQueue.class, "head", Segment.class);
      TAIL = lookup.findVarHandle(SegmentQueue.class, "tail", Segment.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
