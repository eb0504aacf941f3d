package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spring Boot jars and wars in the class path. */
final class ApplicationArchiveTest {

  @TempDir private Path directory;
  private Workshop workshop;
  private Path own;

  @BeforeEach
  void compile() {
    workshop = new Workshop(directory);
    own = directory.resolve("own");
    workshop.source(own, "shop.M0001_A", Workshop.sound("shop.M0001_A"));
    workshop.source(
        own, "shop.help.Names", "public class Names { public static final int A = 1; }");
  }

  /** Some classes at a place inside an archive, packed or not. */
  private Path archive(String classes, String jars, boolean packed) throws IOException {
    Path tree = directory.resolve("tree");
    Path compiled = workshop.classes(own, "classes");
    if (classes == null) {
      Path inner = Files.createDirectories(tree.resolve(jars)).resolve("inner.jar");
      ClassJar.write(compiled, inner);
    } else {
      Files.createDirectories(tree.resolve(classes).getParent());
      Files.move(compiled, tree.resolve(classes));
    }
    if (!packed) {
      return tree;
    }
    Path archive = directory.resolve("boot.jar");
    ClassJar.write(tree, archive);
    return archive;
  }

  private SourceRequest request(Path archive) {
    return new SourceRequest(
        List.of("shop"),
        List.of(archive),
        List.of(),
        ApplicationArchiveTest.class.getClassLoader(),
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "BOOT-INF/classes, , true",
    "BOOT-INF/classes, , false",
    "WEB-INF/classes, , true",
    ", BOOT-INF/lib, true",
    ", BOOT-INF/lib, false",
    ", WEB-INF/lib, true",
    ", WEB-INF/lib-provided, true"
  })
  void migrationsInsideAreFound(String classes, String jars, boolean packed) throws IOException {
    assertThat(Workshop.ids(request(archive(classes, jars, packed))))
        .containsExactly("shop.M0001_A");
  }

  @Test
  void nothingIsLeftInTheTemporaryDirectory() throws IOException {
    Path archive = archive("BOOT-INF/classes", null, true);
    Workshop.ids(request(archive));
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertThat(left).noneMatch(path -> path.getFileName().toString().contains("boot.jar"));
    }
  }

  @Test
  void sourcesAreCompiledAgainstWhatIsInside() throws IOException {
    Path archive = archive(null, "BOOT-INF/lib", true);
    workshop.source(
        "shop.M0002_B",
        "public class M0002_B extends Migration { public String forward() { return \"select \" +"
            + " shop.help.Names.A; } }");
    SourceRequest request =
        new SourceRequest(
            List.of("shop"),
            List.of(archive),
            List.of(workshop.sources),
            ApplicationArchiveTest.class.getClassLoader(),
            workshop.cache);
    assertThat(Workshop.ids(request)).containsExactly("shop.M0001_A", "shop.M0002_B");
    assertThat(Workshop.ids(request)).containsExactly("shop.M0001_A", "shop.M0002_B");
  }

  @Test
  void aPackageThatIsElsewhereInsideIsNamed() throws IOException {
    Path archive = archive("BOOT-INF/classes", null, true);
    SourceRequest wrong =
        new SourceRequest(
            List.of("shops"),
            List.of(archive),
            List.of(),
            ApplicationArchiveTest.class.getClassLoader(),
            null);
    assertThatThrownBy(() -> MigrationLoader.load(wrong))
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("boot.jar, its BOOT-INF or WEB-INF included")
        .hasMessageContaining("Did you mean shop?");
  }
}
