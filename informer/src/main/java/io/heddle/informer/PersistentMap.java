package io.heddle.informer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from strings, of which a changed copy shares all but a few small nodes with the original.
 *
 * @param <V> the values
 */
final class PersistentMap<V> {
  /*
   * A hash array mapped trie, after Phil Bagwell, "Ideal Hash Trees" (2001).
   *
   * The 32 bits of a key's hash are its path: five bits choose one of 32 ways at each branch, from the low end up. A branch stores only the
   * ways that are taken, in order, and a bitmap of which they are: way w is at the index that counts the bits below w. A leaf sits as high
   * as its path is its own, so a tree of n keys is about log32(n) branches deep (four for a million). Keys whose whole hash is the same
   * share a collision node.
   *
   * Invariants: the root is a branch; a node is never changed once it is made; a branch below the root never has a single child that is no
   * branch, so that a tree has the same shape whatever the order in which its keys came and went; a collision holds two leaves or more.
   *
   * All fields are final, and arrays are filled before they are stored in one: a map may be handed to another thread even by a data race,
   * and costs its readers no fence.
   */
  private static final int BITS = 5;

  private static final PersistentMap<?> EMPTY = new PersistentMap<>(new Branch<>(0, nodes(0)), 0);

  private final Branch<V> root;
  private final int size;

  private PersistentMap(Branch<V> root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked") // It holds no value.
  static <V> PersistentMap<V> empty() {
    return (PersistentMap<V>) EMPTY;
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  @Nullable V get(String key) {
    int hash = hash(key);
    Node<V> node = root;
    for (int shift = 0; ; shift += BITS) {
      switch (node) {
        case Leaf<V> leaf -> {
          return leaf.key.equals(key) ? leaf.value : null;
        }
        case Collision<V> collision -> {
          return collision.get(key);
        }
        case Branch<V> branch -> {
          int bit = bit(hash, shift);
          if (!branch.has(bit)) {
            return null;
          }
          node = branch.children[branch.index(bit)];
        }
      }
    }
  }

  PersistentMap<V> with(String key, V value) {
    return new PersistentMap<>(root.with(0, new Leaf<>(hash(key), key, value)), get(key) == null ? size + 1 : size);
  }

  /** This map without a key; this very map if it has no such key. */
  PersistentMap<V> without(String key) {
    return get(key) == null ? this : new PersistentMap<>(root.without(0, hash(key), key), size - 1);
  }

  /** Calls an action for each key, in the same order for equal sets of keys. */
  void forEach(BiConsumer<? super String, ? super V> action) {
    root.forEach(action);
  }

  Set<String> keys() {
    Set<String> keys = HashSet.newHashSet(size);
    forEach((key, value) -> keys.add(key));
    return Collections.unmodifiableSet(keys);
  }

  private static int hash(String key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 15); // The low bits choose first, and those of similar names differ least in the high ones.
  }

  private static int bit(int hash, int shift) {
    return 1 << (hash >>> shift); // A shift by an int takes its low five bits.
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Java makes no generic arrays.
  private static <V> Node<V>[] nodes(int length) {
    return new Node[length];
  }

  private sealed interface Node<V> {
    void forEach(BiConsumer<? super String, ? super V> action);
  }

  private record Leaf<V>(int hash, String key, V value) implements Node<V> {
    @Override
    public void forEach(BiConsumer<? super String, ? super V> action) {
      action.accept(key, value);
    }
  }

  /** Leaves whose keys have the same hash. */
  private record Collision<V>(int hash, List<Leaf<V>> leaves) implements Node<V> {
    @Nullable V get(String key) {
      for (Leaf<V> leaf : leaves) {
        if (leaf.key.equals(key)) {
          return leaf.value;
        }
      }
      return null;
    }

    Collision<V> with(Leaf<V> added) {
      List<Leaf<V>> changed = new ArrayList<>(leaves);
      changed.removeIf(leaf -> leaf.key.equals(added.key));
      changed.add(added);
      return new Collision<>(hash, changed);
    }

    Node<V> without(String key) {
      List<Leaf<V>> rest = leaves.stream().filter(leaf -> !leaf.key.equals(key)).toList();
      return rest.size() == 1 ? rest.getFirst() : new Collision<>(hash, rest);
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super V> action) {
      leaves.forEach(leaf -> leaf.forEach(action));
    }
  }

  private static final class Branch<V> implements Node<V> {
    final int bitmap;
    final Node<V>[] children;

    Branch(int bitmap, Node<V>[] children) {
      this.bitmap = bitmap;
      this.children = children;
    }

    /** A branch over one node, which lies deeper than {@code shift}. */
    static <V> Branch<V> over(int hash, Node<V> only, int shift) {
      Node<V>[] children = nodes(1);
      children[0] = only;
      return new Branch<>(bit(hash, shift), children);
    }

    boolean has(int bit) {
      return (bitmap & bit) != 0;
    }

    int index(int bit) {
      return Integer.bitCount(bitmap & (bit - 1));
    }

    Branch<V> with(int shift, Leaf<V> added) {
      int bit = bit(added.hash, shift);
      int index = index(bit);
      if (!has(bit)) {
        Node<V>[] more = nodes(children.length + 1);
        System.arraycopy(children, 0, more, 0, index);
        more[index] = added;
        System.arraycopy(children, index, more, index + 1, children.length - index);
        return new Branch<>(bitmap | bit, more);
      }
      int deeper = shift + BITS;
      return replaced(
          index,
          switch (children[index]) {
            case Branch<V> branch -> branch.with(deeper, added);
            case Leaf<V> leaf when leaf.key.equals(added.key) -> added;
            case Leaf<V> leaf when leaf.hash == added.hash -> new Collision<>(added.hash, List.of(leaf, added));
            case Leaf<V> leaf -> over(leaf.hash, leaf, deeper).with(deeper, added);
            case Collision<V> collision when collision.hash == added.hash -> collision.with(added);
            case Collision<V> collision -> over(collision.hash, collision, deeper).with(deeper, added);
          });
    }

    /** This branch without a key that it holds. */
    Branch<V> without(int shift, int hash, String key) {
      int bit = bit(hash, shift);
      int index = index(bit);
      return switch (children[index]) {
        case Leaf<V> leaf -> {
          Node<V>[] fewer = nodes(children.length - 1);
          System.arraycopy(children, 0, fewer, 0, index);
          System.arraycopy(children, index + 1, fewer, index, fewer.length - index);
          yield new Branch<>(bitmap & ~bit, fewer);
        }
        case Collision<V> collision -> replaced(index, collision.without(key));
        case Branch<V> branch -> replaced(index, branch.without(shift + BITS, hash, key).lifted());
      };
    }

    /** The only child in this branch's stead, if that can stand higher. */
    private Node<V> lifted() {
      return children.length == 1 && !(children[0] instanceof Branch<V>) ? children[0] : this;
    }

    private Branch<V> replaced(int index, Node<V> child) {
      Node<V>[] changed = children.clone();
      changed[index] = child;
      return new Branch<>(bitmap, changed);
    }

    @Override
    public void forEach(BiConsumer<? super String, ? super V> action) {
      for (Node<V> child : children) {
        child.forEach(action);
      }
    }
  }
}
