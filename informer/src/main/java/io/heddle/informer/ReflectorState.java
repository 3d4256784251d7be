package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.kubernetes.ListQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a reflector is.
 *
 * <pre>{@code
 *   Listing --(page with a continue token)--> Listing --(last page)--> Watching --(410)--> Listing
 *      ^                                                                 |  ^
 *      |                                                                 |  | (its time is up: watch on from the version reached)
 *      `------------------ BackingOff <--(any failure)-------------------'--'
 * }</pre>
 *
 * @param <T> the kind of object
 */
sealed interface ReflectorState<T extends HasMetadata> {
  /**
   * Asking for all objects, page by page.
   *
   * @param reason why, for metrics and logs
   * @param notOlderThan the version that the answer must have reached; the empty string for the newest there is, which costs the server
   *     more
   * @param paged whether to ask for pages
   * @param items the objects of the pages so far
   * @param continueToken asks for the next page; the empty string for the first one
   */
  record Listing<T extends HasMetadata>(String reason, String notOlderThan, boolean paged, List<T> items, String continueToken)
      implements ReflectorState<T> {
    static <T extends HasMetadata> Listing<T> newest(String reason) {
      return new Listing<>(reason, "", true, List.of(), "");
    }

    static <T extends HasMetadata> Listing<T> notOlderThan(String version, String reason) {
      return new Listing<>(reason, version, true, List.of(), "");
    }

    /** The same in one page: what to do if the server forgets a list before all its pages were asked for. */
    Listing<T> inOnePage() {
      return new Listing<>("expired_continue", notOlderThan, false, List.of(), "");
    }

    Listing<T> fromFirstPage() {
      return new Listing<>(reason, notOlderThan, paged, List.of(), "");
    }

    Listing<T> nextPage(List<T> more, String token) {
      return new Listing<>(reason, notOlderThan, paged, joined(more), token);
    }

    List<T> joined(List<T> more) {
      if (items.isEmpty()) {
        return more;
      }
      List<T> all = new ArrayList<>(items.size() + more.size());
      all.addAll(items);
      all.addAll(more);
      return all;
    }

    ListQuery query(int pageSize) {
      ListQuery query = ListQuery.all().withLimit(paged ? pageSize : 0);
      if (!continueToken.isEmpty()) {
        return query.withContinue(continueToken);
      }
      return notOlderThan.isEmpty() ? query : query.withResourceVersion(notOlderThan, "NotOlderThan");
    }
  }

  /**
   * Being told what changes.
   *
   * @param resourceVersion the version up to which everything was heard
   * @param progressed whether any of it came from watching, and not all from the list
   * @param afterSilence whether the watch before this one said nothing at all until it was given up
   */
  record Watching<T extends HasMetadata>(String resourceVersion, boolean progressed, boolean afterSilence) implements ReflectorState<T> {
    static <T extends HasMetadata> Watching<T> from(String version) {
      return new Watching<>(version, false, false);
    }

    Watching<T> reached(String version) {
      return new Watching<>(version, true, false);
    }

    Watching<T> silenced() {
      return new Watching<>(resourceVersion, progressed, true);
    }
  }

  /**
   * Waiting before the next attempt.
   *
   * @param time how long
   * @param next what to do then
   */
  record BackingOff<T extends HasMetadata>(Duration time, ReflectorState<T> next) implements ReflectorState<T> {}
}
