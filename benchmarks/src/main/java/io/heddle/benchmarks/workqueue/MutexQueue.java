package io.heddle.benchmarks.workqueue;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** client-go's queue, line by line in Java: two sets and a list under a mutex. What Heddle's gains by its algorithm is what it gains over this. */
final class MutexQueue<K> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notEmpty = lock.newCondition();
  private final Set<K> dirty = new HashSet<>();
  private final Set<K> processing = new HashSet<>();
  private final ArrayDeque<K> queue = new ArrayDeque<>();

  void add(K key) {
    lock.lock();
    try {
      if (dirty.add(key) && !processing.contains(key)) {
        queue.add(key);
        notEmpty.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  K get() throws InterruptedException {
    lock.lock();
    try {
      while (queue.isEmpty()) {
        notEmpty.await();
      }
      K key = queue.remove();
      processing.add(key);
      dirty.remove(key);
      return key;
    } finally {
      lock.unlock();
    }
  }

  void done(K key) {
    lock.lock();
    try {
      processing.remove(key);
      if (dirty.contains(key)) {
        queue.add(key);
        notEmpty.signal();
      }
    } finally {
      lock.unlock();
    }
  }
}
