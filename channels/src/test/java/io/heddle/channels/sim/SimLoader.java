package io.heddle.channels.sim;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Defines the classes of {@code io.heddle} anew, rewritten, and perhaps with one bug planted. */
final class SimLoader extends ClassLoader {
  private static final String PREFIX = "io.heddle.";
  private static final String SELF = SimLoader.class.getPackageName();

  private static final Rewriter REWRITER = new Rewriter(SimLoader.class.getClassLoader(), PREFIX.replace('.', '/'));

  /** Rewritten class files without a planted bug, which all loaders share. */
  private static final Map<String, byte[]> REWRITTEN = new ConcurrentHashMap<>();

  private final @Nullable Mutation mutation;

  SimLoader(@Nullable Mutation mutation) {
    super(SimLoader.class.getClassLoader());
    this.mutation = mutation;
  }

  /** Whether a class file belongs to what ships rather than to a test. */
  static boolean isMain(String location) {
    return !location.contains("/test-classes/") && !location.contains("-tests.jar");
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(PREFIX) || name.substring(0, name.lastIndexOf('.')).equals(SELF)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded == null) {
        byte[] bytes = bytes(name);
        loaded = defineClass(name, bytes, 0, bytes.length);
      }
      if (resolve) {
        resolveClass(loaded);
      }
      return loaded;
    }
  }

  private byte[] bytes(String name) throws ClassNotFoundException {
    boolean planted = mutation != null && mutation.className().equals(name);
    byte[] bytes = planted ? null : REWRITTEN.get(name);
    if (bytes == null) {
      String path = name.replace('.', '/') + ".class";
      URL url = getParent().getResource(path);
      if (url == null) {
        throw new ClassNotFoundException(name);
      }
      try (InputStream in = url.openStream()) {
        bytes = REWRITER.rewrite(in.readAllBytes(), isMain(url.toString()), planted ? mutation : null);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
      if (!planted) {
        REWRITTEN.put(name, bytes);
      }
    }
    return bytes;
  }
}
