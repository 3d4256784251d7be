package io.heddle.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns HTTP requests into calls on the server's parts, and what those return or throw into answers. */
final class HttpFront implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /** As much as the real server takes. */
  static final int MAX_BODY_BYTES = 3 << 20;

  private final ObjectStore store;
  private final Kinds kinds;
  private final Resources resources;
  private final Lists lists;
  private final Tables tables;
  private final Discovery discovery;
  private final WatchHub watches;
  private final FaultPlan faults;
  private final Duration bookmarkInterval;
  private final String token;

  HttpFront(
      ObjectStore store,
      Kinds kinds,
      Resources resources,
      WatchHub watches,
      FaultPlan faults,
      Timeline timeline,
      Duration bookmarkInterval,
      String token) {
    this.store = store;
    this.kinds = kinds;
    this.resources = resources;
    this.lists = new Lists(store);
    this.tables = new Tables(timeline);
    this.discovery = new Discovery(kinds);
    this.watches = watches;
    this.faults = faults;
    this.bookmarkInterval = bookmarkInterval;
    this.token = token;
  }

  /**
   * {@inheritDoc}
   *
   * <p>An exception that leaves here makes the HTTP server drop the connection as it is; that is what a broken watch, a client that is gone
   * and a server that stops all come to.
   */
  @Override
  public void handle(HttpExchange exchange) throws IOException {
    // Without this the connection could not be used again: the server does not know that the request had no body.
    var unused = exchange.getRequestBody();
    try {
      respond(exchange);
      exchange.close();
    } catch (IOException e) {
      LOG.debug("connection dropped method={} uri={} cause={}", exchange.getRequestMethod(), exchange.getRequestURI(), e.toString());
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server stops");
    }
  }

  private void respond(HttpExchange exchange) throws IOException, InterruptedException {
    try {
      faults.meet(exchange);
      if (!token.isEmpty() && !("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        throw Refusal.unauthorized();
      }
      dispatch(exchange);
    } catch (FaultPlan.Ordered ordered) {
      if (ordered.retryAfterSeconds() > 0) {
        exchange.getResponseHeaders().set("Retry-After", Long.toString(ordered.retryAfterSeconds()));
      }
      answer(exchange, ordered.refusal().code(), Json.bytes(ordered.refusal().status()));
    } catch (Refusal refusal) {
      answer(exchange, refusal.code(), Json.bytes(refusal.status()));
    } catch (RuntimeException e) {
      LOG.error("request failed method={} uri={}", exchange.getRequestMethod(), exchange.getRequestURI(), e);
      answer(exchange, 500, Json.bytes(Refusal.plain(500, "Internal error occurred: " + e).status()));
    }
  }

  private void dispatch(HttpExchange exchange) throws IOException, InterruptedException {
    Optional<Object> document = discovery.document(exchange.getRequestURI().getPath());
    if (document.isPresent()) {
      if (document.get() instanceof String text) {
        answer(exchange, 200, "text/plain", text.getBytes(StandardCharsets.UTF_8));
      } else {
        answer(exchange, 200, Json.bytes(document.get()));
      }
      return;
    }
    Optional<Target> target = Target.parse(exchange.getRequestURI());
    if (target.isEmpty() || !(target.get().group().isEmpty() || kinds.serves(target.get().group(), target.get().version()))) {
      answer(exchange, 404, "text/plain", "404 page not found\n".getBytes(StandardCharsets.UTF_8));
      return;
    }
    Target at = target.get();
    ResourceKind kind = kinds.find(at.group(), at.version(), at.plural()).orElseThrow(Refusal::noSuchResource);
    if (!kind.namespaced() && !at.namespace().isEmpty()) {
      throw Refusal.noSuchResource();
    }
    if (at.name().isEmpty()) {
      collection(exchange, at, kind);
    } else {
      object(exchange, at, kind);
    }
  }

  private void collection(HttpExchange exchange, Target at, ResourceKind kind) throws IOException, InterruptedException {
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        Query query = Query.of(kind, at.version(), at.namespace(), at.parameters());
        if (at.isWatch()) {
          watch(exchange, query, at.parameters());
        } else {
          boolean table = Tables.isWanted(exchange.getRequestHeaders().getFirst("Accept"));
          answer(exchange, 200, table ? lists.table(query, at.parameters(), tables) : lists.list(query, at.parameters()));
        }
      }
      case "POST" -> {
        requireNamespace(kind, at);
        Write write = write(at);
        Stored made = resources.create(kind, at.namespace(), body(exchange, kind), write);
        warn(exchange, write);
        answer(exchange, 201, Query.json(kind, at.version(), made));
      }
      case "DELETE" -> {
        requireNamespace(kind, at);
        Query query = Query.of(kind, at.version(), at.namespace(), at.parameters());
        DeleteOptions options = DeleteOptions.of(optionalBody(exchange), at.parameters());
        byte[] list = lists.list(query, Map.of());
        for (Stored object : store.list(kind.collection())) {
          if (query.wants(object)) {
            var unused = resources.delete(kind, object.namespace(), object.name(), options);
          }
        }
        answer(exchange, 200, list);
      }
      default -> throw Refusal.methodNotAllowed();
    }
  }

  private void object(HttpExchange exchange, Target at, ResourceKind kind) throws IOException, InterruptedException {
    requireNamespace(kind, at);
    if (at.subresource().equals("scale") && kind.scale().isPresent()) {
      scale(exchange, at, kind, kind.scale().get());
      return;
    }
    boolean status = at.subresource().equals("status") && kind.statusSubresource();
    if (!at.subresource().isEmpty() && !status) {
      throw Refusal.noSuchResource();
    }
    Resources.Part part = status ? Resources.Part.STATUS : Resources.Part.MAIN;
    switch (exchange.getRequestMethod()) {
      case "GET" -> {
        if (at.isWatch()) {
          Map<String, String> parameters = new LinkedHashMap<>(at.parameters());
          parameters.put("fieldSelector", "metadata.name=" + at.name());
          watch(exchange, Query.of(kind, at.version(), at.namespace(), parameters), parameters);
        } else {
          Stored found = resources.get(kind, at.namespace(), at.name());
          boolean table = Tables.isWanted(exchange.getRequestHeaders().getFirst("Accept"));
          answer(
              exchange,
              200,
              table ? tables.table(kind, at.version(), List.of(found), Json.of()) : Query.json(kind, at.version(), found));
        }
      }
      case "PUT" -> {
        Write write = write(at);
        Stored written = resources.update(kind, at.namespace(), at.name(), body(exchange, kind), part, write);
        warn(exchange, write);
        answer(exchange, 200, Query.json(kind, at.version(), written));
      }
      case "PATCH" -> patch(exchange, at, kind, part);
      case "DELETE" -> {
        if (status) {
          throw Refusal.methodNotAllowed();
        }
        delete(exchange, at, kind);
      }
      default -> throw Refusal.methodNotAllowed();
    }
  }

  private void patch(HttpExchange exchange, Target at, ResourceKind kind, Resources.Part part) throws IOException {
    String type = patchType(exchange, kind);
    String patch = text(exchange);
    Write write = write(at);
    boolean creates = type.equals(Patches.APPLY_PATCH) && part == Resources.Part.MAIN;
    if (creates && store.find(kind.collection(), at.namespace(), at.name()).isEmpty()) {
      Stored made = resources.create(kind, at.namespace(), Json.parse(patch), write);
      warn(exchange, write);
      answer(exchange, 201, Query.json(kind, at.version(), made));
      return;
    }
    Stored written = resources.patch(kind, at.namespace(), at.name(), tree -> Patches.apply(type, tree, patch), part, write);
    warn(exchange, write);
    answer(exchange, 200, Query.json(kind, at.version(), written));
  }

  private static String patchType(HttpExchange exchange, ResourceKind kind) {
    String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
    type = type.contains(";") ? type.substring(0, type.indexOf(';')).strip() : type;
    List<String> accepted = new ArrayList<>(List.of(Patches.JSON_PATCH, Patches.MERGE_PATCH));
    if (!kind.custom()) {
      accepted.add(Patches.STRATEGIC_MERGE_PATCH);
    }
    accepted.add(Patches.APPLY_PATCH);
    if (!accepted.contains(type)) {
      throw Refusal.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include: " + String.join(", ", accepted));
    }
    return type;
  }

  private void delete(HttpExchange exchange, Target at, ResourceKind kind) throws IOException {
    DeleteOptions options = DeleteOptions.of(optionalBody(exchange), at.parameters());
    Resources.Deletion deletion = resources.delete(kind, at.namespace(), at.name(), options);
    if (!deletion.gone()) {
      answer(exchange, 200, Query.json(kind, at.version(), deletion.object()));
      return;
    }
    Map<String, @Nullable Object> details = Json.of("name", at.name());
    Json.set(details, "group", kind.group());
    details.put("kind", kind.plural());
    details.put("uid", deletion.object().uid());
    answer(
        exchange,
        200,
        Json.bytes(
            Json.of("kind", "Status", "apiVersion", "v1", "metadata", Json.of(), "status", "Success", "details", details)));
  }

  private void scale(HttpExchange exchange, Target at, ResourceKind kind, ResourceKind.Scale scale) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "GET" -> answer(exchange, 200, Json.bytes(Scales.of(scale, resources.get(kind, at.namespace(), at.name()))));
      case "PUT", "PATCH" -> {
        boolean put = exchange.getRequestMethod().equals("PUT");
        String type = put ? "" : patchType(exchange, kind);
        String text = text(exchange);
        Stored written =
            resources.patch(
                kind,
                at.namespace(),
                at.name(),
                tree -> Scales.into(scale, tree, put ? parse(kind, text) : patchedScale(scale, tree, type, text)),
                Resources.Part.MAIN,
                write(at));
        answer(exchange, 200, Json.bytes(Scales.of(scale, written)));
      }
      default -> throw Refusal.methodNotAllowed();
    }
  }

  private static Map<String, @Nullable Object> patchedScale(
      ResourceKind.Scale scale, Map<String, @Nullable Object> object, String type, String patch) {
    long version = Query.version(Json.text(object, "metadata", "resourceVersion"), false);
    Map<String, @Nullable Object> before = Json.copy(object);
    return Patches.apply(type, Scales.of(scale, Stored.at(version, before)), patch);
  }

  private void watch(HttpExchange exchange, Query query, Map<String, String> parameters) throws IOException, InterruptedException {
    Query.check(parameters, true);
    var unused = Query.version(parameters.getOrDefault("resourceVersion", ""), true);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().flush();
    WatchSession session =
        new WatchSession(
            store,
            watches,
            query,
            "true".equals(parameters.get("allowWatchBookmarks")) || "1".equals(parameters.get("allowWatchBookmarks")),
            bookmarkInterval.toNanos(),
            exchange.getResponseBody());
    watches.add(session);
    try {
      session.run(parameters);
    } finally {
      watches.remove(session);
    }
  }

  private static void requireNamespace(ResourceKind kind, Target at) {
    if (kind.namespaced() && at.namespace().isEmpty()) {
      throw Refusal.methodNotAllowed();
    }
  }

  private static Write write(Target at) {
    return new Write(
        at.version(),
        !at.parameters().getOrDefault("dryRun", "").isEmpty(),
        at.parameters().getOrDefault("fieldValidation", ""),
        new ArrayList<>());
  }

  private static void warn(HttpExchange exchange, Write write) {
    for (String warning : write.warnings()) {
      exchange.getResponseHeaders().add("Warning", "299 - \"" + warning.replace("\"", "\\\"") + "\"");
    }
  }

  private static Map<String, @Nullable Object> body(HttpExchange exchange, ResourceKind kind) throws IOException {
    return parse(kind, text(exchange));
  }

  private static Map<String, @Nullable Object> parse(ResourceKind kind, String text) {
    try {
      return Json.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest(
          "the object provided is unrecognized (must be of type " + kind.kind() + "): couldn't get version/kind; json parse error ("
              + (text.length() > 100 ? text.substring(0, 100) + "..." : text) + ")");
    }
  }

  private static Map<String, @Nullable Object> optionalBody(HttpExchange exchange) throws IOException {
    String text = text(exchange);
    try {
      return text.isBlank() ? Json.of() : Json.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("couldn't get version/kind; json parse error");
    }
  }

  private static String text(HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type != null && (type.contains("protobuf") || type.contains("cbor"))) {
      throw Refusal.unsupportedMediaType(
          "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml");
    }
    byte[] bytes = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (bytes.length > MAX_BODY_BYTES) {
      throw Refusal.tooLarge(MAX_BODY_BYTES);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int code, byte[] json) throws IOException {
    answer(exchange, code, "application/json", json);
  }

  private static void answer(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
  }
}
