package io.heddle.workqueue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The nodes of a queue by their keys: a hash table whose entries are the nodes themselves, lock-free. */
final class KeyTable<K> {
  /*
   * An array of buckets, each the head of a chain of entries. Harris (DISC 2001) and Michael (SPAA 2002) showed how to take entries out of the middle
   * of such a chain without a lock; here two things make it simpler than theirs. A node says by its own word that it is dead, for good, before it is
   * taken out. And entries are put in at the head only, so that what follows an entry changes in one way alone: dead ones go.
   *
   *   bucket -> [node] -> [node, dead] -> [link] -> null        find, insert: pass over the dead
   *                 \___________________/    |                  remove: swing next, or the bucket, past them
   *                                        [node]
   *
   * Invariants
   *   1. From an entry, in the chain or taken out of it, all live entries that ever stood behind it can be reached, until its bucket is frozen. So a
   *      walk can be overtaken by any changes and misses nothing that was there when it began and is live when it ends, if the bucket is not frozen then.
   *   2. A key has one live node at most: an insert has looked at all that is behind the head when it swings the head, which fails if another was
   *      put in meanwhile. A node is put in once, so a head that is the same again hides nothing that lives.
   *   3. Who makes a node dead walks its bucket until a walk meets nothing dead. An entry that is unlinked from one that was unlinked itself stays
   *      in the chain, and it is that second walk that finds it. So nothing is left of a key that rests.
   *
   * Growing. A bigger table begins with buckets that are not filled yet (null). Who needs one fills it: freezes the bucket of the old table by a
   * compare-and-set of its head, so that nothing can be put in any more, makes two new chains of links to its live nodes, and puts each into its
   * bucket by a compare-and-set, which only one helper wins. Links, since the nodes' own next still belongs to the old chain, in which others may
   * be walking. A node that dies meanwhile was left out, or is found and taken out by who made it dead, who after that looks at the new table
   * too because the old bucket is frozen. Each insert fills some buckets more, until the old table can go. In a table that grew out of another an
   * empty bucket holds EMPTY.
   *
   * The old chain is cut apart when both new buckets are filled, or a key that lasts would hold on to all that stood behind it then and is long
   * dead. So a find that found nothing looks whether its bucket has been frozen meanwhile, and begins again if so; an insert's compare-and-set fails
   * then; and a remove needs no second look: its bucket was frozen after the node had died, so the copies are without it.
   *
   * When to grow is found out without a counter: an insert at the end of a long walk looks at some buckets. At two entries a bucket a walk
   * is still short, and there are half as many buckets and copies as at one. The table does not shrink.
   *
   * Linearization: insert at its compare-and-set, or at its read of the node that it returns; find at its last read of the head if it finds
   * nothing, or at the death of the node that it passed over.
   *
   * Progress: lock-free. A compare-and-set fails because another succeeded; a frozen bucket is filled by whoever needs it.
   */

  static final int FIRST_LENGTH = 64;
  private static final int MAX_LENGTH = 1 << 28;

  /** So many entries a bucket are enough. */
  static final int LOAD = 2;

  /** An insert that has walked past so many times the load, dead ones and the end of the chain among them, looks whether the table has become too small. */
  private static final int LONG_WALK = 3;

  /** So many buckets it looks at. */
  private static final int BUCKETS_TO_COUNT = 128;

  /**
   * In rows of so many, far from each other: the hash codes of names with numbers are close together, and leave gaps elsewhere. Of one row no more is counted than twice its load, or keys of
   * one hash code, which no growing parts, would have the table grow without end.
   */
  private static final int BUCKETS_IN_A_ROW = 16;

  /** So many old buckets an insert copies while the table grows. */
  private static final int BUCKETS_TO_COPY = 8;

  private static final VarHandle BUCKETS = MethodHandles.arrayElementVarHandle(Entry[].class);
  private static final VarHandle NEXT;
  private static final VarHandle TABLE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT = lookup.findVarHandle(Entry.class, "next", Entry.class);
      TABLE = lookup.findVarHandle(KeyTable.class, "table", Table.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Entry EMPTY = new Link(null, null);
  private static final Frozen COPIED = new Frozen(null);

  /** What a chain is made of: a {@link Node}, or a {@link Link} to one. */
  abstract static class Entry {
    /** Changed by {@link #NEXT} only. */
    @SuppressWarnings("unused")
    private volatile @Nullable Entry next;
  }

  /** Stands in a chain for a node whose own place is in an older one; or for nothing, at the end of a chain. */
  private static final class Link extends Entry {
    private final @Nullable Node<?> node;

    private Link(@Nullable Node<?> node, @Nullable Entry next) {
      this.node = node;
      NEXT.set(this, next);
    }
  }

  /** In the place of a bucket's head: the chain goes on here, but nothing can be put in. */
  private static final class Frozen extends Entry {
    private final @Nullable Entry first;

    private Frozen(@Nullable Entry first) {
      this.first = first;
    }
  }

  static final class Table {
    private final @Nullable Entry[] buckets;

    /** The table that this one grows out of, until all of it was copied. */
    private volatile @Nullable Table old;

    private final AtomicInteger copying = new AtomicInteger();
    private final AtomicInteger copied = new AtomicInteger();

    private Table(int length, @Nullable Table old) {
      this.buckets = new Entry[length];
      this.old = old;
    }

    private int length() {
      return buckets.length;
    }

    private int index(int hash) {
      return hash & (buckets.length - 1);
    }

    /** The head of a bucket, {@link Frozen} if all must go to the table after this one. */
    private @Nullable Entry head(int index) {
      // A volatile read: who makes a node dead and then sees no frozen bucket here must not be overtaken by a filler that froze it and then saw the node alive.
      Entry head = (Entry) BUCKETS.getVolatile(buckets, index);
      Table from = old;
      if (head == null && from != null) {
        fill(from, from.index(index));
      }
      return head == null ? (Entry) BUCKETS.getVolatile(buckets, index) : head;
    }

    private boolean swing(int index, @Nullable Entry head, @Nullable Entry next) {
      return BUCKETS.compareAndSet(buckets, index, head, next);
    }

    /** Sees to it that the two buckets into which an old one is split are filled. */
    private void fill(Table from, int oldIndex) {
      Entry first = from.freeze(oldIndex).first;
      Entry low = EMPTY;
      Entry high = EMPTY;
      for (Entry entry = first; entry != null; entry = next(entry)) {
        Node<?> node = node(entry);
        if (node == null || node.isDead()) {
          continue;
        }
        if ((node.hash & from.length()) == 0) {
          low = new Link(node, low);
        } else {
          high = new Link(node, high);
        }
      }
      boolean unused = swing(oldIndex + from.length(), null, high);
      if (swing(oldIndex, null, low) && copied.incrementAndGet() == from.length()) {
        old = null;
      }
      BUCKETS.setRelease(from.buckets, oldIndex, COPIED);
      cut(first);
    }

    /** Lets go of a chain of which nobody needs anything any more. */
    private static void cut(@Nullable Entry first) {
      Entry entry = first;
      while (entry != null) {
        Entry next = next(entry);
        if (next != null) {
          NEXT.setRelease(entry, null);
        }
        entry = next;
      }
    }

    private Frozen freeze(int index) {
      while (true) {
        Entry head = (Entry) BUCKETS.getAcquire(buckets, index);
        if (head instanceof Frozen frozen) {
          return frozen;
        }
        Frozen frozen = new Frozen(head);
        if (swing(index, head, frozen)) {
          return frozen;
        }
      }
    }

    private void copySome() {
      Table from = old;
      if (from == null || copying.get() >= from.length()) {
        return;
      }
      int first = copying.getAndAdd(BUCKETS_TO_COPY);
      for (int i = first; i < Math.min(first + BUCKETS_TO_COPY, from.length()); i++) {
        fill(from, i);
      }
    }

    /** Whether some walk that began at the bucket's head may have ended early, because its chain was cut. */
    private boolean isFrozen(int index) {
      return BUCKETS.getAcquire(buckets, index) instanceof Frozen;
    }

    /** Whether there are more entries than the load, as far as some buckets tell. */
    private boolean isCrowded(int index, int load) {
      int looked = Math.min(BUCKETS_TO_COUNT, length());
      int row = Math.min(BUCKETS_IN_A_ROW, looked);
      int apart = Math.max(row, length() / (BUCKETS_TO_COUNT / BUCKETS_IN_A_ROW));
      int found = 0;
      for (int first = 0; first < looked / row; first++) {
        found += count(index + first * apart, row, 2 * load * BUCKETS_IN_A_ROW);
      }
      return found > load * looked && length() < MAX_LENGTH;
    }

    /** How many entries are in a row of buckets, if not more than so many. */
    private int count(int first, int row, int most) {
      int found = 0;
      for (int i = 0; i < row; i++) {
        for (Entry entry = (Entry) BUCKETS.getAcquire(buckets, index(first + i)); entry != null && found < most; entry = next(entry)) {
          found += node(entry) == null ? 0 : 1;
        }
      }
      return found;
    }
  }

  private final int load;
  private volatile Table table;

  /** A table that begins with so many buckets, a power of two, and grows when there are more than so many entries a bucket, so that tests see it grow. */
  KeyTable(int length, int load) {
    this.load = load;
    table = new Table(length, null);
  }

  /** What a node keeps of its key's hash code. */
  static int hash(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }

  /** The live node of the key; null if there is none. */
  @Nullable Node<K> find(K key) {
    int hash = hash(key);
    while (true) {
      Table now = table;
      int index = now.index(hash);
      Node<K> found = find(now.head(index), key, hash);
      if (found != null || !now.isFrozen(index)) {
        return found;
      }
    }
  }

  private @Nullable Node<K> find(@Nullable Entry head, K key, int hash) {
    for (Entry entry = head; entry != null; entry = next(entry)) {
      Node<K> node = node(entry);
      if (node != null && node.hash == hash && node.key().equals(key) && !node.isDead()) {
        return node;
      }
    }
    return null;
  }

  /** Puts a node in that is in no table yet; or, if its key has a live one, returns that. */
  @Nullable Node<K> insert(Node<K> fresh) {
    while (true) {
      Table now = table;
      int index = now.index(fresh.hash);
      Entry head = now.head(index);
      if (head instanceof Frozen) {
        continue;
      }
      int walked = 0;
      for (Entry entry = head; entry != null; entry = next(entry)) {
        Node<K> node = node(entry);
        if (node != null && node.hash == fresh.hash && node.key().equals(fresh.key()) && !node.isDead()) {
          return node;
        }
        walked++;
      }
      NEXT.set(fresh, head);
      if (now.swing(index, head, fresh)) {
        now.copySome();
        if (walked >= LONG_WALK * load && now.isCrowded(index, load)) {
          grow(now);
        }
        return null;
      }
    }
  }

  private void grow(Table now) {
    Table from = now.old;
    if (from != null) {
      for (int i = 0; i < from.length(); i++) {
        now.fill(from, i);
      }
      now.old = null;
    }
    boolean unused = TABLE.compareAndSet(this, now, new Table(now.length() * 2, now));
  }

  /** Takes a dead node out. */
  void remove(Node<K> dead) {
    while (!isCleared(dead.hash)) {}
  }

  /** Takes all dead nodes out of a bucket as far as possible; false if that has to be tried again. */
  private boolean isCleared(int hash) {
    Table now = table;
    int index = now.index(hash);
    Entry head = now.head(index);
    if (head instanceof Frozen) {
      return false;
    }
    while (head != null && isDead(head)) {
      Entry next = next(head);
      if (!now.swing(index, head, next)) {
        return false;
      }
      head = next;
    }
    boolean clear = true;
    Entry before = head;
    while (before != null) {
      Entry entry = next(before);
      if (entry != null && isDead(entry)) {
        boolean unused = NEXT.compareAndSet(before, entry, next(entry));
        clear = false;
      } else {
        before = entry;
      }
    }
    return clear;
  }

  /** All live nodes: at least those that live all the while. */
  List<Node<K>> nodes() {
    while (true) {
      List<Node<K>> found = new ArrayList<>();
      Table now = table;
      int index = 0;
      while (index < now.length() && collect(now, index, found)) {
        index++;
      }
      if (index == now.length()) {
        return found;
      }
    }
  }

  /** Adds the live nodes of a bucket; false if that may not be all. */
  private boolean collect(Table now, int index, List<Node<K>> found) {
    for (Entry entry = now.head(index); entry != null; entry = next(entry)) {
      Node<K> node = node(entry);
      if (node != null && !node.isDead()) {
        found.add(node);
      }
    }
    return !now.isFrozen(index);
  }

  /** How many entries are in the table, dead ones included, for tests. */
  int entries() {
    int count = 0;
    Table now = table;
    for (int i = 0; i < now.length(); i++) {
      for (Entry entry = now.head(i); entry != null; entry = next(entry)) {
        count += node(entry) == null ? 0 : 1;
      }
    }
    return count;
  }

  /** How many buckets there are, for tests. */
  int length() {
    return table.length();
  }

  private static boolean isDead(Entry entry) {
    Node<?> node = node(entry);
    return node != null && node.isDead();
  }

  /** The node that an entry stands for; null if there is none. */
  @SuppressWarnings("unchecked") // a table of K holds nodes of K
  private static <K> @Nullable Node<K> node(Entry entry) {
    return entry instanceof Node ? (Node<K>) entry : entry instanceof Link link ? (Node<K>) link.node : null;
  }

  private static @Nullable Entry next(Entry entry) {
    return (Entry) NEXT.getAcquire(entry);
  }
}
