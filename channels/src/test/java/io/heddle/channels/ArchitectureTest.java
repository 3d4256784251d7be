package io.heddle.channels;

import static com.tngtech.archunit.core.domain.JavaModifier.SYNCHRONIZED;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

class ArchitectureTest {
  private static final JavaClasses MAIN = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.heddle.channels");

  @Test
  void dependsOnTheJdkAndJSpecifyOnly() {
    classes().that().doNotHaveSimpleName("ChannelMetrics").and().doNotHaveSimpleName("GoroutineLeaks")
        .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "javax.management..", "jdk.jfr..", "com.sun.management..", "com.sun.tools.attach..", "org.jspecify..", "io.heddle.channels..")
        .check(MAIN);
    classes().that().haveSimpleName("ChannelMetrics")
        .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "org.jspecify..", "io.heddle.channels..", "io.micrometer.core..").check(MAIN);
  }

  /** Each is loaded by one other, which first looks whether the JVM has the module. */
  @Test
  void whatNeedsAnOptionalModule_standsApart() {
    noClasses().that().doNotHaveSimpleName("ChannelMetrics").should().dependOnClassesThat().haveSimpleName("ChannelMetrics").check(MAIN);
    noClasses().that().doNotHaveSimpleName("Dump").should().dependOnClassesThat().haveSimpleName("Dump").check(MAIN);
    noClasses().that().doNotHaveSimpleName("WaitEvent").should().dependOnClassesThat().resideInAPackage("jdk.jfr..").check(MAIN);
    noClasses().that().doNotHaveSimpleName("Dump").should().dependOnClassesThat().resideInAPackage("com.sun.tools.attach..").check(MAIN);
    noClasses().that().doNotHaveSimpleName("Watch").and().doNotHaveSimpleName("WaitEvent").should().dependOnClassesThat().haveSimpleName("WaitEvent").check(MAIN);
    noClasses().that().doNotHaveSimpleName("Dump").and().doNotHaveSimpleName("DumpBean").and().doNotHaveSimpleName("JvmThreads")
        .should().dependOnClassesThat().resideInAnyPackage("java.lang.management..", "javax.management..", "com.sun.management..").check(MAIN);
  }

  @Test
  void publicTypes_areFew() {
    List<String> open = MAIN.stream().filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC) && type.getEnclosingClass().isEmpty() && type.getPackageName().equals(World.class.getPackageName())).map(type -> type.getSimpleName()).toList();
    assertThat(open).hasSizeLessThanOrEqualTo(25);
  }

  /** On 21 a virtual thread that waits for or in a monitor holds its carrier. */
  @Test
  void noMonitors() throws IOException {
    methods().should().notHaveModifier(SYNCHRONIZED).check(MAIN);
    noClasses().should().callMethod(Object.class, "wait").orShould().callMethod(Object.class, "notifyAll").orShould().callMethod(Thread.class, "sleep", long.class).check(MAIN);
    List<String> monitors = new ArrayList<>();
    for (var type : MAIN) {
      String resource = "/" + type.getName().replace('.', '/') + ".class";
      try (InputStream bytes = Objects.requireNonNull(ArchitectureTest.class.getResourceAsStream(resource), resource)) {
        new ClassReader(bytes).accept(new MonitorFinder(monitors), 0);
      }
    }
    assertThat(monitors).as("methods with a synchronized block").isEmpty();
  }

  private static final class MonitorFinder extends ClassVisitor {
    private final List<String> found;
    private String type = "";

    MonitorFinder(List<String> found) {
      super(Opcodes.ASM9);
      this.found = found;
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
      type = name;
    }

    @Override
    public MethodVisitor visitMethod(int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitInsn(int opcode) {
          if (opcode == Opcodes.MONITORENTER) {
            found.add(type + "." + name);
          }
        }
      };
    }
  }

  /** Time, threads, waiting and chance come in through World alone. */
  @Test
  void theOutsideComesInThroughOneSeam() {
    noClasses().that().doNotHaveSimpleName("SystemWorld").and().doNotHaveSimpleName("BubbleWorld").and().doNotHaveSimpleName("TimerWheel")
        .should().callMethod(System.class, "nanoTime")
        .orShould().callMethod(Instant.class, "now")
        .orShould().callMethod(LockSupport.class, "park", Object.class)
        .orShould().callMethod(LockSupport.class, "unpark", Thread.class)
        .orShould().callMethod(Thread.class, "ofVirtual")
        .orShould().callMethod(ThreadLocalRandom.class, "current")
        .check(MAIN);
    // The bubble has its own threads and scheduler, but neither clock nor chance.
    noClasses().that().haveSimpleName("BubbleWorld")
        .should().callMethod(System.class, "nanoTime")
        .orShould().callMethod(Instant.class, "now")
        .orShould().callMethod(ThreadLocalRandom.class, "current")
        .check(MAIN);
  }
}
