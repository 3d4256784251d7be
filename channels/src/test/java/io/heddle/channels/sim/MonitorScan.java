package io.heddle.channels.sim;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds monitors in class files: on Java 21 a virtual thread that waits inside one keeps its carrier from all others. */
public final class MonitorScan {
  private static final Set<String> MONITOR_METHODS = Set.of("wait()V", "wait(J)V", "wait(JI)V", "notify()V", "notifyAll()V");

  private int classes;
  private final List<String> found = new ArrayList<>();

  private MonitorScan() {}

  /** Scans the jar or folder that the class comes from. */
  public static MonitorScan ofAllBeside(Class<?> any) {
    MonitorScan scan = new MonitorScan();
    try {
      Path home = Path.of(any.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(home)) {
        scan.tree(home);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + home.toUri()), Map.of())) {
          scan.tree(jar.getPath("/"));
        }
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException("cannot read the class files beside " + any, e);
    }
    return scan;
  }

  /** How many classes were read. */
  public int classes() {
    return classes;
  }

  /** Where a monitor is entered, waited on or notified, one line each. */
  public List<String> found() {
    return found;
  }

  private void tree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
        bytes(Files.readAllBytes(file));
      }
    }
  }

  /** Scans one class file. */
  void bytes(byte[] classFile) {
    classes++;
    new ClassReader(classFile).accept(new ClassVisitor(Opcodes.ASM9) {
      private String owner = "";

      @Override
      public void visit(int version, int access, String name, String signature, String parent, String[] interfaces) {
        owner = name.replace('/', '.');
      }

      @Override
      public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
        String where = owner + "." + name;
        if ((access & Opcodes.ACC_SYNCHRONIZED) != 0) {
          found.add(where + " is synchronized");
        }
        return new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER) {
              found.add(where + " enters a monitor");
            }
          }

          @Override
          public void visitMethodInsn(int opcode, String callee, String method, String parameters, boolean isInterface) {
            if (MONITOR_METHODS.contains(method + parameters)) {
              found.add(where + " calls " + method);
            }
          }
        };
      }
    }, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
  }
}
