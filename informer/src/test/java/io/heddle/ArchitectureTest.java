package io.heddle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages of this module: channels, workqueue, informer, controller, each may know those before it. */
class ArchitectureTest {

  private static final JavaClasses MAIN = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.heddle");

  private static final List<String> OURS = List.of("io.heddle.workqueue", "io.heddle.kubernetes", "io.heddle.informer", "io.heddle.controller", "io.heddle.testing");

  private static String[] allBut(String... allowed) {
    return OURS.stream().filter(name -> !List.of(allowed).contains(name)).map(name -> name + "..").toArray(String[]::new);
  }

  @Test
  void channels_knowNothingOfTheRest() {
    noClasses().that().resideInAPackage("io.heddle.channels..").should().dependOnClassesThat().resideInAnyPackage(allBut()).check(MAIN);
  }

  @Test
  void workqueue_knowsChannelsAlone_andNothingOfKubernetes() {
    noClasses()
        .that()
        .resideInAPackage("io.heddle.workqueue..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(allBut("io.heddle.workqueue"))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8..")
        .check(MAIN);
  }

  @Test
  void kubernetes_isALeaf() {
    noClasses().that().resideInAPackage("io.heddle.kubernetes..").should().dependOnClassesThat().resideInAnyPackage(allBut("io.heddle.kubernetes")).check(MAIN);
  }

  @Test
  void informer_knowsNeitherQueueNorController() {
    noClasses()
        .that()
        .resideInAPackage("io.heddle.informer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(allBut("io.heddle.informer", "io.heddle.kubernetes"))
        .check(MAIN);
  }

  @Test
  void controller_knowsNothingOfTesting() {
    noClasses().that().resideInAPackage("io.heddle.controller..").should().dependOnClassesThat().resideInAPackage("io.heddle.testing..").check(MAIN);
  }

  @Test
  void testing_isUsedByNothing_andUsesTheTransportAtMost() {
    noClasses().that().resideOutsideOfPackage("io.heddle.testing..").should().dependOnClassesThat().resideInAPackage("io.heddle.testing..").check(MAIN);
    noClasses()
        .that()
        .resideInAPackage("io.heddle.testing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(allBut("io.heddle.testing", "io.heddle.kubernetes"))
        .check(MAIN);
  }

  @Test
  void transport_isUsedThroughItsInterface() {
    noClasses()
        .that()
        .resideInAnyPackage("io.heddle.informer..", "io.heddle.controller..")
        .should()
        .dependOnClassesThat()
        .haveSimpleName("Fabric8Transport")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("io.fabric8.kubernetes.client.dsl..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
        .check(MAIN);
  }

  @Test
  void packages_haveNoCycles() {
    SlicesRuleDefinition.slices().matching("io.heddle.(*)..").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void monitors_areUsedNowhere() {
    methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(MAIN);
    noClasses().should().callMethod(Object.class, "wait").orShould().callMethod(Object.class, "wait", long.class).check(MAIN);
    noClasses().should().callMethod(Object.class, "notify").orShould().callMethod(Object.class, "notifyAll").check(MAIN);
  }

  /** A synchronized block is no call, so the source is asked: on Java 21 a virtual thread that waits inside one holds its carrier. */
  @Test
  void synchronizedBlocks_areUsedNowhere() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        assertThat(Files.readString(file)).as("%s", file).doesNotContainPattern("\\bsynchronized\\s*[({]");
      }
    }
  }

  /** But for the one class that is a command. */
  @Test
  void output_goesToTheLogOnly() {
    noClasses().that().doNotHaveFullyQualifiedName("io.heddle.channels.Dump").should().accessField(System.class, "out").orShould().accessField(System.class, "err").orShould().callMethod(Throwable.class, "printStackTrace").check(MAIN);
  }

  @Test
  void publicTypes_areFew() {
    List<String> types =
        MAIN.stream()
            .filter(type -> OURS.contains(type.getPackageName()) && type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(JavaClass::getSimpleName)
            .sorted()
            .toList();

    assertThat(types).hasSizeLessThanOrEqualTo(45);
  }

  @Test
  void classes_areNamedForWhatTheyAre() {
    classes().should().haveSimpleNameNotEndingWith("Impl").andShould().haveSimpleNameNotStartingWith("Abstract").check(MAIN);
  }
}
