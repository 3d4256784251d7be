package io.heddle.kubernetes;

import java.io.IOException;

/**
 * What Heddle asks of a Kubernetes API server: lists, watches, single objects and writes, as the JSON the server speaks.
 *
 * <p>One call is one request: nothing is retried, cached or reordered here. All methods may be called from any number of goroutines at
 * once. Each blocks until the whole answer is there, and an interrupt ends the wait with {@link InterruptedException}; of a write that was
 * interrupted it is unknown whether the server did it, as of every request whose answer is lost.
 *
 * <p>The refusal of the server is an {@link ApiException}. Any other {@link IOException} means that the server could not be asked or its
 * answer not be read; its message names the server and the cause in one line. Messages and {@code toString} never carry credentials.
 *
 * <p>A namespace is empty for all namespaces, where a collection is asked for, and for types that have none.
 */
public interface Transport extends AutoCloseable {

  /**
   * Lists one page of objects.
   *
   * @param type what to list
   * @param namespace where, empty for everywhere
   * @param query which objects and how many
   * @return the list object; its {@code metadata.continue} is not empty if there are more pages
   * @throws ApiException if the server refuses; {@link ApiException#isGone} if the continue token has expired
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the thread was interrupted
   */
  byte[] list(ResourceType<?> type, String namespace, ListQuery query) throws IOException, InterruptedException;

  /**
   * Begins a watch. Blocks until the server has accepted it.
   *
   * @param type what to watch
   * @param namespace where, empty for everywhere
   * @param query which changes, and after which version
   * @return the stream of frames, to be closed by the caller
   * @throws ApiException if the server refuses; that the version is too old may also be told by the first frame, of type ERROR
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the thread was interrupted
   */
  WatchStream watch(ResourceType<?> type, String namespace, WatchQuery query) throws IOException, InterruptedException;

  /**
   * Reads one object.
   *
   * @param type its type
   * @param namespace its namespace, empty for a type that has none
   * @param name its name
   * @return the newest state of the object
   * @throws ApiException if the server refuses; {@link ApiException#isNotFound} if there is no such object
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the thread was interrupted
   */
  byte[] get(ResourceType<?> type, String namespace, String name) throws IOException, InterruptedException;

  /**
   * Creates an object.
   *
   * @param type its type
   * @param namespace its namespace, empty for a type that has none
   * @param object its JSON, with a name or a {@code generateName}
   * @return the object as the server stored it
   * @throws ApiException if the server refuses; {@link ApiException#isAlreadyExists} if the name is taken, {@link ApiException#isInvalid}
   *     if the object breaks its type's rules
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the thread was interrupted
   */
  byte[] create(ResourceType<?> type, String namespace, byte[] object) throws IOException, InterruptedException;

  /**
   * Replaces an object. If the type has a status subresource, what the new object says of its status is ignored.
   *
   * @param type its type
   * @param namespace its namespace, empty for a type that has none
   * @param name its name
   * @param object its JSON; with a {@code resourceVersion} the write succeeds only if the object still has that version
   * @return the object as the server stored it
   * @throws ApiException if the server refuses; {@link ApiException#isConflict} if the object has changed since that version
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the thread was interrupted
   */
  byte[] update(ResourceType<?> type, String namespace, String name, byte[] object) throws IOException, InterruptedException;

  /**
   * Replaces the status of an object through its status subresource. What the new object says beside its status is ignored.
   *
   * @param type its type
   * @param namespace its namespace, empty for a type that has none
   * @param name its name
   * @param object its JSON; with a {@code resourceVersion} the write succeeds only if the object still has that version
   * @return the object as the server stored it
   * @throws ApiException if the server refuses; {@link ApiException#isConflict} if the object has changed since that version
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the thread was interrupted
   */
  byte[] updateStatus(ResourceType<?> type, String namespace, String name, byte[] object) throws IOException, InterruptedException;

  /**
   * Deletes an object. One with finalizers stays, with a {@code deletionTimestamp}, until the last of them is taken away.
   *
   * @param type its type
   * @param namespace its namespace, empty for a type that has none
   * @param name its name
   * @param query conditions, and what becomes of the objects it owns
   * @return the server's answer: the object as it was or is, or a {@code Status}
   * @throws ApiException if the server refuses; {@link ApiException#isNotFound} if there is no such object, {@link
   *     ApiException#isConflict} if a condition does not hold
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the thread was interrupted
   */
  byte[] delete(ResourceType<?> type, String namespace, String name, DeleteQuery query) throws IOException, InterruptedException;

  /**
   * Decodes JSON that came over this transport. Fields that the class does not know are kept aside where its model can hold them.
   *
   * @param json one object
   * @param type what to decode it to
   * @param <T> what to decode it to
   * @return the object
   * @throws IllegalArgumentException if the JSON is none, or does not fit the class
   */
  <T> T decode(byte[] json, Class<T> type);

  /**
   * Encodes an object for this transport.
   *
   * @param object an object of fabric8's models, or of a custom resource
   * @return its JSON in UTF-8
   */
  byte[] encode(Object object);

  /** Ends every watch and lets go of all connections. Calls after it throw {@link IOException}; closing again does nothing. */
  @Override
  void close();
}
