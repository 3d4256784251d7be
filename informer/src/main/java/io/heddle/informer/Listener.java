package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Received;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One handler of an informer: its mailbox, and the goroutine that empties it.
 *
 * @param <T> the kind of object
 */
final class Listener<T extends HasMetadata> implements HandlerRegistration {
  private static final Logger log = LoggerFactory.getLogger(Listener.class);

  /**
   * How an event gets to the handler.
   *
   * @param <T> the kind of object
   */
  interface Delivery<T extends HasMetadata> {
    void deliver(Event<T> event) throws InterruptedException;

    /** Called once when the handler is removed, perhaps while an event is being delivered. */
    default void cancel() {}

    static <T extends HasMetadata> Delivery<T> to(ResourceEventHandler<? super T> handler) {
      return event -> {
        switch (event) {
          case Event.Added<T> added -> handler.onAdd(added.object(), added.initialList());
          case Event.Updated<T> updated when updated.resync() -> handler.onResync(updated.object());
          case Event.Updated<T> updated -> handler.onUpdate(updated.before(), updated.object());
          case Event.Deleted<T> deleted -> handler.onDelete(deleted.object(), deleted.finalStateKnown());
        }
      };
    }

    static <T extends HasMetadata> Delivery<T> to(Channel<Event<T>> channel) {
      return new Delivery<>() {
        @Override
        public void deliver(Event<T> event) throws InterruptedException {
          try {
            channel.send(event);
          } catch (ChannelClosedException e) {
            return; // Cancelled while nobody received.
          }
        }

        @Override
        public void cancel() {
          channel.close();
        }
      };
    }
  }

  private final String informer;
  private final Delivery<T> delivery;
  private final InformerMeters meters;
  private final Mailbox<T> mailbox = new Mailbox<>();
  private final Channel<Object> synced = Channel.unbuffered(); // Closed when the initial objects were delivered.
  private final Seldom failures = new Seldom();

  private final AtomicBoolean removed = new AtomicBoolean();

  Listener(String informer, Delivery<T> delivery, InformerMeters meters) {
    this.informer = informer;
    this.delivery = delivery;
    this.meters = meters;
  }

  Mailbox<T> mailbox() {
    return mailbox;
  }

  /** The goroutine: delivers until the mailbox is closed. An interrupt ends it only then, as a handler may have left one behind. */
  void run() {
    while (true) {
      try {
        switch (mailbox.take()) {
          case Mailbox.Mail.Events<T>(var events) -> events.forEach(this::deliver);
          case Mailbox.Mail.InitialObjectsTold<T>() -> synced.close();
          case Mailbox.Mail.Closed<T>() -> {
            return;
          }
        }
      } catch (InterruptedException e) {
        log.debug("interrupted while waiting for events informer={}", informer);
      } catch (RuntimeException | Error e) { // The next event is owed to this handler.
        log.error("delivering events failed informer={}", informer, e);
      }
    }
  }

  private void deliver(Event<T> event) {
    if (isRemoved()) {
      return;
    }
    try {
      delivery.deliver(event);
    } catch (InterruptedException e) {
      log.debug("interrupted while delivering informer={} key={}", informer, Indexer.key(event.object()));
    } catch (RuntimeException | Error e) { // Whatever it is, the next event is owed to this handler.
      meters.handlerFailed();
      if (failures.isDue()) {
        log.error("handler failed, it will be told the next event informer={} event={} key={} failures={}",
            informer, event.getClass().getSimpleName(), Indexer.key(event.object()), failures.count(), e);
      }
    }
  }

  boolean isRemoved() {
    return removed.get();
  }

  @Override
  public boolean hasSynced() {
    return synced.isClosed();
  }

  @Override
  public boolean awaitSync(Duration timeout) throws InterruptedException {
    return synced.receive(timeout) instanceof Received.Closed<Object>;
  }

  @Override
  public int pending() {
    return mailbox.size();
  }

  @Override
  public void close() {
    if (removed.compareAndSet(false, true)) {
      mailbox.close();
      delivery.cancel();
    }
  }
}
