package io.heddle.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers lists: at the version that was asked for, page by page.
 *
 * <p>The pages of one list show one state. A continue token names that state's version and the key to go on from; as long as the history
 * reaches back to it, the state can be told again from the newest one.
 */
final class Lists {

  /** Where a list goes on: {@code version} is negative for the newest state, whatever the pages before showed. */
  private record Token(long version, String start) {

    String encoded() {
      String json = Json.write(Json.of("v", "meta.k8s.io/v1", "rv", version, "start", start));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    static Token decode(String text) {
      try {
        Map<String, @Nullable Object> token = Json.parse(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
        if (!Json.text(token, "v").equals("meta.k8s.io/v1")) {
          throw new IllegalArgumentException("not a token of this server");
        }
        return new Token(Json.number(0, token, "rv"), Json.text(token, "start"));
      } catch (IllegalArgumentException e) {
        throw Refusal.badRequest("invalid continue token: continue key is not valid: " + e.getMessage());
      }
    }
  }

  private record Page(long version, List<Stored> objects, long remaining, String next) {}

  private final ObjectStore store;

  Lists(ObjectStore store) {
    this.store = store;
  }

  /** Returns the list object for a request. */
  byte[] list(Query query, Map<String, String> parameters) {
    return render(query, page(query, parameters));
  }

  /** Returns the list for a request as a table. */
  byte[] table(Query query, Map<String, String> parameters, Tables tables) {
    Page page = page(query, parameters);
    return tables.table(query.kind(), query.version(), page.objects(), metadata(query, page));
  }

  private Page page(Query query, Map<String, String> parameters) {
    Query.check(parameters, false);
    String token = parameters.getOrDefault("continue", "");
    long asked = Query.version(parameters.getOrDefault("resourceVersion", ""), false);
    String match = parameters.getOrDefault("resourceVersionMatch", "");
    int limit = limit(parameters.getOrDefault("limit", ""));
    return store.locked(() -> page(query, token, asked, match, limit));
  }

  private static int limit(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }

  private Page page(Query query, String token, long asked, String match, int limit) {
    String collection = query.kind().collection();
    long newest = store.version();
    if (asked > newest) {
      throw Refusal.tooLargeResourceVersion(asked, newest);
    }
    long version = newest;
    String start = "";
    if (!token.isEmpty()) {
      Token from = Token.decode(token);
      version = from.version() < 0 ? newest : from.version();
      start = from.start();
      if (!store.remembersLocked(collection, version)) {
        throw Refusal.expiredContinue(new Token(-1, start).encoded());
      }
    } else if (match.equals("Exact") || (asked > 0 && limit > 0 && match.isEmpty())) {
      version = asked;
      if (!store.remembersLocked(collection, version)) {
        throw Refusal.expired("The resourceVersion for the provided list is too old.");
      }
    }
    List<Stored> objects = new ArrayList<>();
    for (Stored object : version == newest ? store.listLocked(collection) : store.listLocked(collection, version)) {
      if (object.key().compareTo(start) > 0 && query.wants(object)) {
        objects.add(object);
      }
    }
    if (limit == 0 || objects.size() <= limit) {
      return new Page(version, objects, 0, "");
    }
    List<Stored> first = objects.subList(0, limit);
    return new Page(version, first, objects.size() - limit, new Token(version, first.getLast().key()).encoded());
  }

  private static Map<String, @Nullable Object> metadata(Query query, Page page) {
    Map<String, @Nullable Object> metadata = Json.of("resourceVersion", Long.toString(page.version()));
    Json.set(metadata, "continue", page.next());
    if (!page.next().isEmpty() && !query.selective()) {
      metadata.put("remainingItemCount", Json.number(page.remaining()));
    }
    return metadata;
  }

  private static byte[] render(Query query, Page page) {
    String head =
        "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",\"metadata\":%s,\"items\":["
            .formatted(query.kind().kind(), query.kind().apiVersion(query.version()), Json.write(metadata(query, page)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    boolean first = true;
    for (Stored object : page.objects()) {
      if (!first) {
        out.write(',');
      }
      first = false;
      out.writeBytes(item(query, object));
    }
    out.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** Returns an object as lists show it: those of the built-in types say neither their kind nor their version there. */
  private static byte[] item(Query query, Stored object) {
    if (query.kind().custom()) {
      return query.json(object);
    }
    Map<String, @Nullable Object> tree = new LinkedHashMap<>(object.tree());
    tree.remove("kind");
    tree.remove("apiVersion");
    return Json.bytes(tree);
  }
}
