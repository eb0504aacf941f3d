package dev.postcar;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The sizes that architecture.md promises to its readers. */
final class StructureTest {

  private static final Path MAIN = Path.of("src/main/java");

  /**
   * Why these are longer than a page: each is one subject that would be harder to read in parts.
   */
  private static final Map<String, Integer> LONG =
      Map.ofEntries(
          Map.entry("Postcar", 920),
          Map.entry("PostcarException", 410),
          Map.entry("OutsideSql", 520),
          Map.entry("Session", 480),
          Map.entry("Failures", 410),
          Map.entry("Connections", 425),
          Map.entry("RestoreTransaction", 390),
          Map.entry("ScratchServer", 380),
          Map.entry("Setting", 395),
          Map.entry("Config", 355),
          Map.entry("EmbeddedServer", 340),
          Map.entry("ConnectionParameters", 315),
          Map.entry("PlainExpression", 310),
          Map.entry("SettingsLoader", 305),
          Map.entry("Settings", 305));

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(MAIN)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  @Test
  void migrateIsUnderstoodFromFortyFiles() throws IOException {
    String page = Files.readString(Path.of("src/docs/architecture.md"));
    String list =
        page.substring(page.indexOf("<!-- files -->"), page.indexOf("<!-- end of files -->"));
    List<String> names =
        Pattern.compile("`([A-Z]\\w+)`").matcher(list).results().map(one -> one.group(1)).toList();
    assertThat(names).doesNotHaveDuplicates().hasSizeBetween(30, 40);
    assertThat(sources().stream().map(StructureTest::name)).containsAll(names);
  }

  @Test
  void theRootIsAPageAndAPackageHasThirtyFilesOrAReason() throws IOException {
    Map<Path, Long> files = sources().stream().collect(groupingBy(Path::getParent, counting()));
    assertThat(files.get(MAIN.resolve("dev/postcar"))).isLessThanOrEqualTo(35);
    for (Map.Entry<Path, Long> folder : files.entrySet()) {
      if (folder.getValue() > 30 && !folder.getKey().equals(MAIN.resolve("dev/postcar"))) {
        assertThat(Files.readString(folder.getKey().resolve("package-info.java")))
            .as("%s has %s files", folder.getKey(), folder.getValue())
            .contains("More than thirty files: ");
      }
    }
  }

  @Test
  void filesAreShort() throws IOException {
    long lines = 0;
    for (Path file : sources()) {
      long length = Files.readAllLines(file).size();
      lines += length;
      assertThat(length).as(name(file)).isLessThanOrEqualTo(LONG.getOrDefault(name(file), 300));
    }
    assertThat(lines / sources().size()).isLessThan(100);
  }
}
