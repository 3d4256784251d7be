package io.heddle.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Puts a path and the parameters of a query together; parameters left to the server are left out. */
final class QueryString {

  private final StringBuilder target;
  private char separator = '?';

  QueryString(String path) {
    this.target = new StringBuilder(path);
  }

  QueryString list(ListQuery query) {
    return text("labelSelector", query.labelSelector())
        .text("fieldSelector", query.fieldSelector())
        .text("resourceVersion", query.resourceVersion())
        .text("resourceVersionMatch", query.resourceVersionMatch())
        .text("limit", query.limit() == 0 ? "" : Integer.toString(query.limit()))
        .text("continue", query.continueToken());
  }

  QueryString watch(WatchQuery query) {
    text("watch", "true")
        .text("labelSelector", query.labelSelector())
        .text("fieldSelector", query.fieldSelector())
        .text("resourceVersion", query.resourceVersion())
        .text("allowWatchBookmarks", query.bookmarks() ? "true" : "")
        .text("timeoutSeconds", query.timeout().isZero() ? "" : Long.toString(Math.max(1, query.timeout().toSeconds())));
    if (query.sendInitialEvents()) {
      text("sendInitialEvents", "true").text("resourceVersionMatch", "NotOlderThan");
    }
    return this;
  }

  private QueryString text(String name, String value) {
    if (!value.isEmpty()) {
      target.append(separator).append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
      separator = '&';
    }
    return this;
  }

  @Override
  public String toString() {
    return target.toString();
  }
}
