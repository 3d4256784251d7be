package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.kubernetes.ApiException;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Writes the status of objects through their status subresource, and nothing but the status. Got from {@link Client#status()}, whose
 * promises hold here too. May be used from any thread.
 */
public final class StatusWriter {

  private final Client client;

  StatusWriter(Client client) {
    this.client = client;
  }

  /**
   * Replaces the status by that of {@code object}. If the object carries a resource version, as everything that was read does, this
   * succeeds only if nobody has written it since.
   *
   * @param object the object with its new status; it is left as it is
   * @param <T> the class of the object
   * @return the object as the server stored it
   * @throws ApiException if the server refuses; {@link ApiException#isConflict} if the object has changed
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T update(T object) throws IOException, InterruptedException {
    return client.updateStatus(object);
  }

  /**
   * Changes the status of an object, whoever else writes it: as {@link Client#edit}, and like it writes nothing if nothing changes.
   *
   * @param object the object to begin with, most often from the cache; it is left as it is
   * @param change called once for each try, each time with a fresh copy
   * @param <T> the class of the object
   * @return the object as the server stored it, or the newest state read if there was nothing to change
   * @throws ApiException if the server refuses: {@link ApiException#isConflict} if the object was changed by others each time or has
   *     been replaced by another of its name, {@link ApiException#isNotFound} if it is gone
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T edit(T object, Consumer<? super T> change) throws IOException, InterruptedException {
    return client.retryOnConflict(object, change, this::update);
  }
}
