package io.heddle.testing;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The watches that are open, and what is ordered for all of them. */
final class WatchHub {

  private final ObjectStore store;
  private final Set<WatchSession> sessions = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;
  private volatile boolean closed;

  WatchHub(ObjectStore store) {
    this.store = store;
  }

  void add(WatchSession session) {
    sessions.add(session);
    if (closed) {
      session.order(WatchSession.Order.END);
    }
  }

  void remove(WatchSession session) {
    sessions.remove(session);
  }

  int size() {
    return sessions.size();
  }

  /** Gives every open watch an order, which it obeys before anything else. */
  void orderAll(WatchSession.Order order) {
    sessions.forEach(session -> session.order(order));
    store.wake();
  }

  /** Gives the watches of one resource an order. */
  void orderAll(String collection, WatchSession.Order order) {
    sessions.stream().filter(session -> session.collection().equals(collection)).forEach(session -> session.order(order));
    store.wake();
  }

  /** Whether watches keep their connections and say nothing. */
  boolean isSilent() {
    return silent;
  }

  void setSilent(boolean silence) {
    silent = silence;
    store.wake();
  }

  /** Breaks off the watches whose client has not taken what was written for so long that it must be gone. */
  void dropStuck() {
    sessions.forEach(WatchSession::dropIfStuck);
  }

  void close() {
    closed = true;
    orderAll(WatchSession.Order.END);
  }
}
