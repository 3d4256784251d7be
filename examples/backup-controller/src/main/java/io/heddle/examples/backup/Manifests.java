package io.heddle.examples.backup;

import io.heddle.kubernetes.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;

/** The files of {@code manifests/}, which are part of the jar. */
final class Manifests {
  private Manifests() {}

  /**
   * Reads a manifest with one object in it, as JSON that may be changed.
   *
   * @param name such as {@code samples/photos.yaml}
   */
  static Map<String, Object> read(Transport transport, String name) throws IOException {
    try (InputStream file = Objects.requireNonNull(Manifests.class.getResourceAsStream("/manifests/" + name), name)) {
      return Json.copy(transport.decode(file.readAllBytes(), Map.class));
    }
  }
}
