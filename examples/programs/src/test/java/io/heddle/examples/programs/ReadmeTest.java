package io.heddle.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README says what is so: its programs are those that are compiled and tested here, its table leaves no type out, its links lead somewhere. */
class ReadmeTest {
  private static final Path ROOT = Path.of("../..");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern REGION = Pattern.compile("^ *// region ([a-z]+)\n(.*?)^ *// end\n", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)[^)]*\\)");

  private final String readme = read(ROOT.resolve("README.md"));

  @Test
  void javaBlocks_all_areRegionsOfTestedPrograms() throws IOException {
    Map<String, String> regions = regions();
    List<String> blocks = JAVA_BLOCK.matcher(readme).results().map(block -> block.group(1)).toList();
    assertThat(blocks).hasSize(2);
    assertThat(blocks).allSatisfy(block -> assertThat(regions.values()).contains(block));
  }

  @Test
  void javaBlocks_all_areShort() {
    List<MatchResult> blocks = JAVA_BLOCK.matcher(readme).results().toList();
    assertThat(blocks).allSatisfy(block -> assertThat(block.group(1).lines().count()).isLessThanOrEqualTo(30));
  }

  @Test
  void goTable_everyPublicTypeOfChannels_isNamed() throws IOException, URISyntaxException {
    String table = section("Go beside Heddle");
    List<String> types = publicTypes(Channel.class);
    assertThat(types).contains("Channel", "Select", "WaitGroup").hasSizeLessThanOrEqualTo(25);
    assertThat(types).allSatisfy(type -> assertThat(table).containsPattern("\\b" + type + "\\b"));
  }

  @Test
  void links_toFiles_exist() {
    List<String> targets = LINK.matcher(readme).results().map(link -> link.group(1)).filter(link -> !link.contains("://")).toList();
    assertThat(targets).isNotEmpty().allSatisfy(target -> assertThat(ROOT.resolve(target)).exists());
  }

  /** The marked parts of the programs, by their names, as far to the left as they can be. */
  private static Map<String, String> regions() throws IOException {
    Map<String, String> regions = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      files.filter(Files::isRegularFile)
          .forEach(file -> REGION.matcher(read(file)).results().forEach(region -> regions.put(region.group(1), region.group(2).stripTrailing().stripIndent() + "\n")));
    }
    return regions;
  }

  private String section(String title) {
    int start = readme.indexOf("\n## " + title + "\n");
    assertThat(start).as("a section \"%s\"", title).isNotNegative();
    int end = readme.indexOf("\n## ", start + 1);
    return readme.substring(start, end < 0 ? readme.length() : end);
  }

  /** The names of the public top-level types in the package of {@code type}, whether it comes from a folder or a jar. */
  private static List<String> publicTypes(Class<?> type) throws IOException, URISyntaxException {
    URI source = type.getProtectionDomain().getCodeSource().getLocation().toURI();
    String folder = type.getPackageName().replace('.', '/');
    if (Files.isDirectory(Path.of(source))) {
      return publicTypes(type, Path.of(source).resolve(folder));
    }
    try (FileSystem jar = FileSystems.newFileSystem(Path.of(source))) {
      return publicTypes(type, jar.getPath(folder));
    }
  }

  private static List<String> publicTypes(Class<?> type, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".class") && !file.contains("$") && !file.startsWith("package-info"))
          .map(file -> file.substring(0, file.length() - ".class".length()))
          .filter(name -> Modifier.isPublic(load(type, name).getModifiers()))
          .toList();
    }
  }

  private static Class<?> load(Class<?> beside, String name) {
    try {
      return Class.forName(beside.getPackageName() + "." + name, false, beside.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new LinkageError(name, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
