package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PackageScanTest {

  @TempDir private Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
  }

  @Test
  void findsMigrationsInDirectoriesJarsAndSourcesTogether() {
    Path other = directory.resolve("other");
    Path third = directory.resolve("third");
    workshop
        .source(other, "shop.M0001_A", Workshop.sound("M0001_A"))
        .source(third, "shop.M0002_B", Workshop.sound("M0002_B"))
        .migration("shop.M0003_C")
        .source(
            "shop.M0004_D",
            "@Requires(M0001_A.class) public class M0004_D extends Migration {"
                + " @Override public String forward() { return \"select 1\"; } }");
    Path classes = workshop.classes(other, "classes");
    Path jar = workshop.jar(workshop.classes(third, "third-classes"), "third.jar");

    assertThat(
            Workshop.ids(
                new SourceRequest(
                    List.of("shop"),
                    List.of(classes, jar),
                    List.of(workshop.sources),
                    Workshop.parent(),
                    workshop.cache)))
        .containsExactly("shop.M0001_A", "shop.M0002_B", "shop.M0003_C", "shop.M0004_D");
  }

  @Test
  void aFileIsNamedByAPathThatOpensOrByItsPlaceInAJar() throws IOException {
    Path classes = directory.resolve("classes.d");
    Path file = classes.resolve("shop/M0001_A.sql");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "-- postcar: nonsense\nselect 1;\n");
    Path jar = workshop.jar(classes, "packed.war");
    assertThat(rejection(classes)).contains(file + ":1");
    assertThat(rejection(jar)).contains(jar + "!shop/M0001_A.sql:1");
  }

  private String rejection(Path classPath) {
    return catchThrowableOfType(
            PostcarException.class,
            () ->
                Workshop.ids(
                    new SourceRequest(
                        List.of("shop"),
                        List.of(classPath),
                        List.of(),
                        Workshop.parent(),
                        workshop.cache)))
        .getMessage();
  }

  @Test
  void findsMigrationsOnTheCallersClassPath() throws IOException {
    Path classes = workshop.migration("shop.M0001_A").classes(workshop.sources, "classes");

    try (URLClassLoader callers = callers(classes)) {
      assertThat(
              Workshop.ids(new SourceRequest(List.of("shop"), List.of(), List.of(), callers, null)))
          .containsExactly("shop.M0001_A");
    }
  }

  @Test
  void findsAPackageThatIsOnBothClassPaths() throws IOException {
    Path own = directory.resolve("own");
    workshop.migration("shop.M0001_A").source(own, "shop.M0002_B", Workshop.sound("M0002_B"));
    Path callersClasses = workshop.classes(workshop.sources, "callers");
    Path beside = workshop.classes(own, "beside");

    try (URLClassLoader callers = callers(callersClasses)) {
      assertThat(
              Workshop.ids(
                  new SourceRequest(List.of("shop"), List.of(beside), List.of(), callers, null)))
          .containsExactly("shop.M0001_A", "shop.M0002_B");
    }
  }

  @Test
  void refusesAClassThatIsOnTheCallersClassPathToo() throws IOException {
    Path classes = workshop.migration("shop.M0001_A").classes(workshop.sources, "classes");
    // Without entries for directories the package cannot be seen from outside.
    Path jar = workshop.jar(classes, "callers.jar");

    try (URLClassLoader callers = callers(classes);
        URLClassLoader callersJar = callers(jar)) {
      SourceRequest request =
          new SourceRequest(
              List.of("shop"), List.of(), List.of(workshop.sources), callers, workshop.cache);
      assertThat(Workshop.refusal(request))
          .isEqualTo("shop.M0001_A: found in " + classes + " and in sources; remove one.");
      SourceRequest hidden =
          new SourceRequest(
              List.of("shop"), List.of(), List.of(workshop.sources), callersJar, workshop.cache);
      assertThat(Workshop.refusal(hidden))
          .isEqualTo(
              "shop.M0001_A: found both in sources and on the caller's class path; remove one.");
    }
  }

  private static URLClassLoader callers(Path entry) throws IOException {
    return new URLClassLoader(new URL[] {entry.toUri().toURL()}, Workshop.parent());
  }

  @Test
  void refusesAClassInTwoPlacesNamingBoth() {
    Path classes = workshop.migration("shop.M0001_A").classes(workshop.sources, "classes");
    Path one = workshop.jar(classes, "one.jar");
    Path two = workshop.jar(classes, "two.jar");

    assertThat(Workshop.refusal(workshop.fromClasses(List.of(one, two), "shop")))
        .hasLineCount(1)
        .contains("shop.M0001_A: found in " + one + " and in " + two);
    assertThat(Workshop.refusal(workshop.fromClasses(List.of(classes, one), "shop")))
        .contains("in " + classes + " and in " + one);
  }

  @Test
  void doesNotMindAnEntryThatIsNamedTwice() {
    Path classes = workshop.migration("shop.M0001_A").classes(workshop.sources, "classes");

    assertThat(Workshop.ids(workshop.fromClasses(List.of(classes, classes), "shop")))
        .containsExactly("shop.M0001_A");
  }

  @Test
  void leavesSubPackagesAlone() {
    workshop.migration("shop.M0001_A").migration("shop.old.M0001_B").migration("shopping.M0001_C");
    Path classes = workshop.classes(workshop.sources, "classes");

    assertThat(Workshop.ids(workshop.fromClasses(List.of(classes), "shop")))
        .containsExactly("shop.M0001_A");
    assertThat(workshop.loaded("shop")).containsExactly("shop.M0001_A");
    assertThat(workshop.loaded("shop", "shop.old"))
        .containsExactly("shop.M0001_A", "shop.old.M0001_B");
  }

  @Test
  void keepsTheLoadersOfTwoLoadsApart() throws IOException {
    Class<?> one = loaded(workshop.migration("shop.M0001_A"));
    Class<?> two = loaded(workshop);

    assertThat(one).isNotSameAs(two);
    assertThat(one.getClassLoader()).isNotSameAs(two.getClassLoader());
    assertThat(one.getSuperclass()).isSameAs(two.getSuperclass());
  }

  private static Class<?> loaded(Workshop workshop) {
    return MigrationLoader.load(workshop.fromSources("shop")).get(0).instance().getClass();
  }

  @Test
  void givesMigrationsTheFilesThatLieBesideThem() throws IOException {
    workshop.source(
        "shop.M0001_A",
        "public class M0001_A extends Migration { @Override public String forward() {"
            + " try (var in = getClass().getResourceAsStream(\"a.sql\")) {"
            + " return new String(in.readAllBytes()); }"
            + " catch (java.io.IOException e) { throw new java.io.UncheckedIOException(e); } } }");
    Path classes = workshop.classes(workshop.sources, "classes");
    Files.writeString(classes.resolve("shop/a.sql"), "select 42");

    assertThat(
            MigrationLoader.load(workshop.fromClasses(List.of(classes), "shop"))
                .get(0)
                .forwardSql())
        .isEqualTo("select 42");
  }
}
