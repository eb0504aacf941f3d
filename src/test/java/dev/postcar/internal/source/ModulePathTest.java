package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Migration;
import dev.postcar.testing.RequiredJars;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Migrations in modules, loaded by a JVM that has everything on its module path. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ModulePathTest {

  private static final String MODULE =
      """
      module shop {
        requires dev.postcar;
        exports shop.migrations to dev.postcar;
      }
      """;
  private static final String MAIN =
      """
      package shop;
      import dev.postcar.PostcarException;
      import dev.postcar.internal.source.*;
      import java.util.List;
      public class Main {
        public static void main(String[] packages) {
          try {
            MigrationLoader.load(
                    new SourceRequest(
                        List.of(packages), List.of(), List.of(), Main.class.getClassLoader(), null))
                .forEach(one -> System.out.println(one.id() + ": " + one.forwardSql().strip()));
          } catch (PostcarException e) {
            System.out.println(e.getMessage());
          }
        }
      }
      """;

  @TempDir private static Path directory;
  private String modulePath;

  @BeforeAll
  void build() throws Exception {
    Workshop workshop = new Workshop(directory);
    for (String name : List.of("migrations.M0001_A", "closed.M0001_A", "closed.M0002_B")) {
      workshop.migration("shop." + name);
    }
    Workshop.write(workshop.sources.resolve("module-info.java"), MODULE);
    Workshop.write(workshop.sources.resolve("shop/Main.java"), MAIN);
    Path shop = directory.resolve("modules/shop");
    Workshop.write(shop.resolve("shop/migrations/M0002_B.sql"), "select 2;\n");
    Workshop.write(shop.resolve("shop/files/M0001_A.sql"), "select 3;\n");
    // A folder without a class is no package of an automatic module.
    Path plain = directory.resolve("plain");
    Workshop.write(plain.resolve("plain/files/M0001_A.sql"), "select 4;\n");
    Path postcar =
        Path.of(Migration.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    modulePath =
        Stream.concat(
                Stream.of(
                    shop,
                    workshop.jar(plain, "plain.jar"),
                    workshop.jar(postcar, "dev.postcar.jar")),
                RequiredJars.classPath().stream().filter(Files::isRegularFile))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    compile(workshop.sources, shop);
  }

  private void compile(Path sources, Path to) throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-d", to.toString(), "-p", modulePath));
    try (Stream<Path> walk = Files.walk(sources)) {
      walk.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).isZero();
  }

  /** What the application prints that loads some packages. */
  private String loaded(String... packages) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-p",
                modulePath,
                "--add-modules",
                "ALL-MODULE-PATH",
                "-m",
                "shop/shop.Main"));
    command.addAll(List.of(packages));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var out = process.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void classesOfAnExportedPackageAndFilesOfAnyAreFound() throws Exception {
    assertThat(loaded("shop.migrations", "shop.files", "plain.files"))
        .isEqualTo(
            """
            shop.migrations.M0001_A: select 1
            shop.migrations.M0002_B: select 2;
            shop.files.M0001_A: select 3;
            plain.files.M0001_A: select 4;
            """);
  }

  @Test
  void aPackageThatIsNotExportedIsSaidOnceWithTheLineToAdd() throws Exception {
    assertThat(loaded("shop.closed"))
        .isEqualTo(
            """
            The migrations in package shop.closed cannot be loaded: module shop does not open the package.
            Next: add "opens shop.closed;" to module-info.java of shop.
            """);
  }

  @Test
  void whereNothingIsFoundTheModulesWereSearched() throws Exception {
    assertThat(loaded("shop.nothing"))
        .contains(
            "Package shop.nothing has no migration. Looked in the caller's class path and the")
        .contains(" modules that were started. ");
  }
}
