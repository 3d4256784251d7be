package io.heddle.workqueue;

import org.jspecify.annotations.Nullable;

/** The delayed adds that wait, by their keys: a hash table of chains whose links are the entries themselves, so that an entry costs its place in the table and no more. Of one thread. */
final class DelayTable<K> {
  private static final int SHORTEST = 16;

  /** A power of two, at least as many as entries and no more than eight times as many, or the shortest. */
  private @Nullable DelayedAdd<K>[] chains = newArray(SHORTEST);

  private int size;

  int size() {
    return size;
  }

  /** How many entries there is room for now, for tests. */
  int length() {
    return chains.length;
  }

  /** Puts the entry in unless one is there for its key; returns that one, or null. What the key throws passes to the caller, and nothing has changed. */
  @Nullable DelayedAdd<K> putIfAbsent(DelayedAdd<K> entry) {
    int hash = hash(entry.key);
    DelayedAdd<K> known = find(entry.key, hash);
    if (known != null) {
      return known;
    }
    entry.hash = hash;
    link(entry);
    size++;
    if (size > chains.length) {
      resize(2 * chains.length);
    }
    return null;
  }

  /** The entry for the key, or null. */
  @Nullable DelayedAdd<K> get(K key) {
    return find(key, hash(key));
  }

  /** Takes out an entry that is in; asks nothing of its key. */
  void remove(DelayedAdd<K> entry) {
    int index = entry.hash & (chains.length - 1);
    DelayedAdd<K> before = null;
    for (DelayedAdd<K> there = chains[index]; there != entry; there = there.next) {
      if (there == null) {
        throw new IllegalStateException("not in the table: the delayed add of " + entry.key);
      }
      before = there;
    }
    if (before == null) {
      chains[index] = entry.next;
    } else {
      before.next = entry.next;
    }
    entry.next = null;
    size--;
    if (size < chains.length / 8 && chains.length > SHORTEST) {
      resize(chains.length / 2);
    }
  }

  void clear() {
    chains = newArray(SHORTEST);
    size = 0;
  }

  private @Nullable DelayedAdd<K> find(K key, int hash) {
    for (DelayedAdd<K> there = chains[hash & (chains.length - 1)]; there != null; there = there.next) {
      if (there.hash == hash && there.key.equals(key)) {
        return there;
      }
    }
    return null;
  }

  private void link(DelayedAdd<K> entry) {
    int index = entry.hash & (chains.length - 1);
    entry.next = chains[index];
    chains[index] = entry;
  }

  private void resize(int length) {
    @Nullable DelayedAdd<K>[] old = chains;
    chains = newArray(length);
    for (DelayedAdd<K> first : old) {
      DelayedAdd<K> entry = first;
      while (entry != null) {
        DelayedAdd<K> next = entry.next;
        link(entry);
        entry = next;
      }
    }
  }

  /** The upper bits count too, since a table goes by the lower ones. */
  private static int hash(Object key) {
    int hash = key.hashCode();
    return hash ^ hash >>> 16;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <K> @Nullable DelayedAdd<K>[] newArray(int length) {
    return (DelayedAdd<K>[]) new DelayedAdd[length];
  }
}
