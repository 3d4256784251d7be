package io.heddle.kubernetes;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads configurations, and says in one line why one cannot be read. */
final class Kubeconfig {

  private Kubeconfig() {}

  /** Reads the current context of a kubeconfig. */
  static Config read(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new IOException("cannot read the kubeconfig " + file + ": there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException("cannot read the kubeconfig " + file + ": permission denied", e);
    } catch (IOException e) {
      throw new IOException("cannot read the kubeconfig " + file + ": " + Failures.explain(e), e);
    }
    if (text.isBlank()) {
      throw new IOException("cannot use the kubeconfig " + file + ": it is empty");
    }
    Config config;
    try {
      config = Config.fromKubeconfig(file.toFile());
    } catch (RuntimeException e) {
      throw new IOException("cannot use the kubeconfig " + file + ": " + Failures.explain(e), e);
    }
    if (config.getCurrentContext() == null) {
      throw new IOException("cannot use the kubeconfig " + file + ": it has no current-context, or none of that name");
    }
    return config;
  }

  /** Returns the configuration of the Pod or the user this process runs as. */
  static Config surroundings() throws IOException {
    Config config;
    try {
      config = Config.autoConfigure(null);
    } catch (RuntimeException e) {
      throw new IOException("cannot use the kubeconfig: " + Failures.explain(e), e);
    }
    boolean inCluster = config.getOauthTokenProvider() != null || config.getAutoOAuthToken() != null;
    if (config.getCurrentContext() == null && !inCluster) {
      throw new IOException("found no cluster: not in a Pod with a service account, and KUBECONFIG names no kubeconfig, nor is there ~/.kube/config");
    }
    return config;
  }
}
