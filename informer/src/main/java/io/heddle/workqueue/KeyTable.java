package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The nodes of a queue by their keys: a hash table, lock-free. */
final class KeyTable<K> {
  /*
   * An array of buckets. What is in a bucket never changes: whoever puts a node in, or takes one out, puts another content in the place of the one that
   * it has seen, by a compare-and-set.
   *
   *   bucket: null           empty; or, while the table grows, not filled yet
   *           Node           one node, as in most buckets that are not empty
   *           Node[]         several, or none
   *           Frozen         nothing can be put in or taken out any more: all that lives is in the table after this one, or will be
   *
   * In a chain of entries (Harris, DISC 2001; Michael, SPAA 2002) nothing is copied when an entry goes in or out. But each entry needs its link,
   * growing has to copy entries because others walk along the links of the old ones, and who takes one out must see to it that its neighbours are not
   * taken out at the same time. Here a node costs a place in a bucket, and a reader sees a bucket as it was at one moment.
   *
   * Invariants
   *   1. A key has one live node at most: an insert has looked at all that is in the bucket when it puts its node in, since its compare-and-set fails if
   *      the content is another. A content that was another meanwhile and came back holds the same nodes, so that it hides nothing.
   *   2. A node that was put in stands in one bucket that is not frozen, or in a frozen one and in what is made of that, as long as it lives. After
   *      its death who made it dead takes it out of its bucket in the table that is then the last. If that bucket is frozen meanwhile, the table
   *      after it came after the death too, and what is copied into that leaves dead nodes out. So nothing is left of a key that rests; and if the
   *      thread stops before, the next insert into the bucket leaves the node out, or the copying. What was left out never comes back: a bucket is
   *      filled once, and each later content is made of the one before.
   *   3. A bucket that is not null never becomes null again, and an old one is marked as copied when both new ones are not null. So a helper that
   *      comes too late changes nothing, whether it has seen the old content or finds none any more: its compare-and-sets expect null.
   *
   * Growing. A table that grows out of another begins with buckets that are not filled yet. Who needs one fills it: freezes the bucket of the old
   * table, by a compare-and-set as any other, deals its nodes out, and puts them into the two new buckets by a compare-and-set each, which only one
   * helper wins; whose, is all the same, for a frozen bucket holds the same nodes for all, and each leaves out what is dead by then. Each insert
   * fills some buckets more, until the old table can go.
   *
   * No node is counted when it comes or goes: now and then an insert into a long bucket looks at some others, and the table grows if they hold more
   * nodes than they are. It does not shrink.
   *
   * Linearization: insert at its compare-and-set, or when it saw that the node that it returns was alive; find that finds nothing at its read of the
   * bucket, or at the death of the key's node that it passed over, if that was later.
   *
   * Progress: lock-free. A compare-and-set fails because another succeeded; what a frozen bucket held is put into the next table by whoever needs it.
   */

  static final int FIRST_LENGTH = 64;
  private static final int MAX_LENGTH = 1 << 28;

  /** An insert into a bucket of so many nodes or more may look whether the table has become too small. */
  private static final int LONG = 3;

  /** So many buckets it looks at. */
  private static final int BUCKETS_TO_COUNT = 512;

  /**
   * In rows of so many, far from each other: the hash codes of names with numbers are close together, and leave gaps elsewhere. Of one row no more is counted than two nodes a bucket, or
   * keys of one hash code, which no growing parts, would have the table grow without end.
   */
  private static final int BUCKETS_IN_A_ROW = 16;

  /** In a table of n times so many, one of n inserts into long buckets looks: the more looks, the likelier is one that finds too many by chance. */
  private static final int BUCKETS_FOR_A_LOOK = 128;

  /** On a cache line of 64 bytes. */
  private static final int INTS_A_LINE = 16;

  /** So many old buckets an insert copies while the table grows. */
  private static final int BUCKETS_TO_COPY = 8;

  private static final VarHandle BUCKETS = MethodHandles.arrayElementVarHandle(Object[].class);
  private static final VarHandle TABLE;

  static {
    try {
      TABLE = MethodHandles.lookup().findVarHandle(KeyTable.class, "table", Table.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final Node<?>[] NONE = {};

  /** What was in a bucket when it was frozen; nothing once that was copied. */
  private record Frozen(@Nullable Object content) {}

  private static final Frozen COPIED = new Frozen(null);

  static final class Table {
    private final @Nullable Object[] buckets;

    /** The table that this one grows out of, until all of it was copied; if a thread stops between a copy and its count, until this one grows too. */
    private volatile @Nullable Table old;

    /**
     * In its middle, so that no find loses a cache line to it: the inserts into long buckets until one looks. Racing ones lose some counts, so that one looks a little sooner or later.
     */
    private final int[] untilLook = new int[2 * INTS_A_LINE];

    private final AtomicInteger copying = new AtomicInteger();
    private final AtomicInteger copied = new AtomicInteger();

    private Table(int length, @Nullable Table old) {
      this.buckets = new Object[length];
      this.old = old;
    }

    private int length() {
      return buckets.length;
    }

    private int index(int hash) {
      return hash & (buckets.length - 1);
    }

    /** What is in a bucket, which is filled first if need be; {@link Frozen} if it must be looked for in the table after this one. */
    private @Nullable Object filled(int index) {
      Object content = BUCKETS.getVolatile(buckets, index);
      Table from = old;
      if (content == null && from != null) {
        fill(from, from.index(index));
      }
      // Once more also where there is no old table any more: it may have gone since the first look.
      return content == null ? BUCKETS.getVolatile(buckets, index) : content;
    }

    private boolean swing(int index, @Nullable Object seen, Object next) {
      return BUCKETS.compareAndSet(buckets, index, seen, next);
    }

    /** Sees to it that the two buckets into which an old one is split are filled. */
    private void fill(Table from, int oldIndex) {
      Object content = from.freeze(oldIndex).content;
      boolean unused = swing(oldIndex + from.length(), null, half(content, from.length(), true));
      if (swing(oldIndex, null, half(content, from.length(), false)) && copied.incrementAndGet() == from.length()) {
        old = null;
      }
      BUCKETS.setRelease(from.buckets, oldIndex, COPIED);
    }

    private Frozen freeze(int index) {
      while (true) {
        Object content = BUCKETS.getVolatile(buckets, index);
        if (content instanceof Frozen frozen) {
          return frozen;
        }
        Frozen frozen = new Frozen(content);
        if (swing(index, content, frozen)) {
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

    /** Whether it is time to look if there are too many nodes. */
    private boolean isTimeToLook() {
      if (--untilLook[INTS_A_LINE] > 0) {
        return false;
      }
      untilLook[INTS_A_LINE] = length() / BUCKETS_FOR_A_LOOK;
      return true;
    }

    /** Whether there are more nodes than buckets, as far as some of these tell. */
    private boolean isCrowded(int index) {
      int looked = Math.min(BUCKETS_TO_COUNT, length());
      int row = Math.min(BUCKETS_IN_A_ROW, looked);
      int apart = Math.max(row, length() / (BUCKETS_TO_COUNT / BUCKETS_IN_A_ROW));
      int found = 0;
      for (int first = 0; first < looked / row; first++) {
        int inRow = 0;
        for (int i = 0; i < row; i++) {
          inRow += count(BUCKETS.getAcquire(buckets, index(index + first * apart + i)));
        }
        found += Math.min(inRow, 2 * row);
      }
      return found > looked && length() < MAX_LENGTH;
    }
  }

  private volatile Table table;

  /** A table that begins with so many buckets, a power of two: few, so that tests see it grow. */
  KeyTable(int length) {
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
      Object content = now.filled(now.index(hash));
      if (!isFrozen(content)) {
        return find(content, key, hash);
      }
    }
  }

  /** Puts a node in that is in no table yet; or, if its key has a live one, returns that. */
  @Nullable Node<K> insert(Node<K> fresh) {
    while (true) {
      Table now = table;
      int index = now.index(fresh.hash);
      Object content = now.filled(index);
      if (isFrozen(content)) {
        continue;
      }
      Node<K> known = find(content, fresh.key(), fresh.hash);
      if (known != null) {
        return known;
      }
      if (now.swing(index, content, with(content, fresh))) {
        now.copySome();
        if (count(content) >= LONG && now.isTimeToLook() && now.isCrowded(index)) {
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
    if (table == now) {
      boolean unused = TABLE.compareAndSet(this, now, new Table(now.length() * 2, now));
    }
  }

  /** Takes a dead node out; a bucket that is frozen meanwhile is copied without it. */
  void remove(Node<K> dead) {
    Table now = table;
    int index = now.index(dead.hash);
    while (true) {
      Object content = now.filled(index);
      int place = indexOf(content, dead);
      if (place < 0 || now.swing(index, content, without(content, place))) {
        return;
      }
    }
  }

  /** All live nodes: at least those that live all the while. */
  List<Node<K>> nodes() {
    while (true) {
      List<Node<K>> found = new ArrayList<>();
      Table now = table;
      int index = 0;
      while (index < now.length() && collect(now.filled(index), found)) {
        index++;
      }
      if (index == now.length()) {
        return found;
      }
    }
  }

  /** Adds the live nodes of a bucket; false if they must be looked for in another table. */
  private boolean collect(@Nullable Object content, List<Node<K>> found) {
    for (int i = 0; i < count(content); i++) {
      Node<K> node = node(content, i);
      if (!node.isDead()) {
        found.add(node);
      }
    }
    return !isFrozen(content);
  }

  /** How many nodes are in the table, dead ones included, for tests. */
  int entries() {
    int found = 0;
    Table now = table;
    for (int i = 0; i < now.length(); i++) {
      found += count(now.filled(i));
    }
    return found;
  }

  /** How many buckets there are, for tests. */
  int length() {
    return table.length();
  }

  /** The live node of the key among those of a bucket; null if there is none. */
  private @Nullable Node<K> find(@Nullable Object content, K key, int hash) {
    for (int i = 0; i < count(content); i++) {
      Node<K> node = node(content, i);
      if (node.hash == hash && node.key().equals(key) && !node.isDead()) {
        return node;
      }
    }
    return null;
  }

  private static boolean isFrozen(@Nullable Object content) {
    return content instanceof Frozen;
  }

  /** How many nodes a bucket with this content has. */
  private static int count(@Nullable Object content) {
    return content instanceof Node<?>[] nodes ? nodes.length : content instanceof Node ? 1 : 0;
  }

  @SuppressWarnings("unchecked") // a table of K holds nodes of K
  private static <K> Node<K> node(@Nullable Object content, int i) {
    return (Node<K>) (content instanceof Node<?>[] nodes ? nodes[i] : requireNonNull(content));
  }

  /** Where the node stands in a bucket; -1 if it is not there. */
  @SuppressWarnings("ReferenceEquality") // that very node
  private static int indexOf(@Nullable Object content, Node<?> node) {
    int i = count(content) - 1;
    while (i >= 0 && node(content, i) != node) {
      i--;
    }
    return i;
  }

  /** A bucket's content and one node more, without those that died. */
  private static Object with(@Nullable Object content, Node<?> fresh) {
    int all = count(content);
    if (all == 0) {
      return fresh;
    }
    Node<?>[] nodes = new Node<?>[all + 1];
    int count = 0;
    for (int i = 0; i < all; i++) {
      Node<?> node = node(content, i);
      if (!node.isDead()) {
        nodes[count++] = node;
      }
    }
    nodes[count++] = fresh;
    return first(nodes, count);
  }

  /** A bucket's content but for the node at that place. */
  private static Object without(@Nullable Object content, int place) {
    int count = count(content) - 1;
    if (count == 0) {
      return NONE;
    }
    if (count == 1) {
      return node(content, 1 - place);
    }
    Node<?>[] nodes = new Node<?>[count];
    for (int i = 0; i < count; i++) {
      nodes[i] = node(content, i < place ? i : i + 1);
    }
    return nodes;
  }

  /** The nodes whose hash codes have this bit set, or not set, without those that died. */
  private static Object half(@Nullable Object content, int bit, boolean set) {
    if (count(content) < 2) {
      return content instanceof Node<?> node && isIn(node, bit, set) ? node : NONE;
    }
    Node<?>[] nodes = new Node<?>[count(content)];
    int count = 0;
    for (int i = 0; i < nodes.length; i++) {
      Node<?> node = node(content, i);
      if (isIn(node, bit, set)) {
        nodes[count++] = node;
      }
    }
    return first(nodes, count);
  }

  private static boolean isIn(Node<?> node, int bit, boolean set) {
    return ((node.hash & bit) != 0) == set && !node.isDead();
  }

  /** The content of a bucket with the first so many of these nodes. */
  private static Object first(Node<?>[] nodes, int count) {
    return switch (count) {
      case 0 -> NONE;
      case 1 -> nodes[0];
      default -> count == nodes.length ? nodes : Arrays.copyOf(nodes, count);
    };
  }
}
