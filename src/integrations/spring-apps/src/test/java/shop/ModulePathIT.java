package shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** An application with a module-info.java, started on a module path. */
@Tag("each-line")
final class ModulePathIT {

  private static final Path SOURCES = Path.of("../src/modular/java");
  private static final Path RESOURCES = Path.of("../src/modular/resources");

  /** What the starter brings; other jars of this class path cannot all be modules together. */
  private static final Pattern JARS =
      Pattern.compile(
          "(postcar(-spring-boot-starter)?"
              + "|spring-(aop|beans|context|core|expression|jcl|jdbc|tx)"
              + "|spring-boot(-autoconfigure|-jdbc|-persistence|-sql|-transaction)?"
              + "|classgraph|commons-logging|HikariCP|java-diff-utils|jspecify|logback-\\w+"
              + "|micrometer-(commons|observation)|postgresql|slf4j-api|snakeyaml)-\\d[^/]*\\.jar");

  @TempDir Path directory;
  private final Database database = new Database();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void itsMigrationsAreAppliedBeforeItStarts() throws Exception {
    try (Application bookshop = start("")) {
      assertThat(bookshop.exitCode()).as(bookshop.log()).isZero();
      assertThat(bookshop.log()).contains("books: [Postgres of 1]");
      assertThat(
              database.rows(
                  "select package || '.' || name from _postcar.migration"
                      + " where applied_at is not null order by sequence"))
          .containsExactly("bookshop.migrations.M0001_Book", "bookshop.migrations.M0002_Price");
    }
  }

  @Test
  void aPackageThatIsNotOpenIsSaidOnceWithTheLineToAdd() throws Exception {
    try (Application bookshop = start("opens bookshop.migrations;")) {
      assertThat(bookshop.exitCode()).isEqualTo(1);
      assertThat(bookshop.log())
          .containsOnlyOnce(
              "The migrations in package bookshop.migrations cannot be loaded: module bookshop does not open the package.")
          .containsOnlyOnce("add \"opens bookshop.migrations;\" to module-info.java of bookshop.")
          .doesNotContain("\tat ", "has no migration");
      assertThat(database.rows("select to_regclass('_postcar.migration')::text"))
          .containsExactly((String) null);
    }
  }

  /** Compiles it without a line of its module-info.java, and starts it. */
  private Application start(String without) throws IOException {
    Path sources = directory.resolve("src");
    Path module = directory.resolve("bookshop");
    FileSystemUtils.copyRecursively(SOURCES, sources);
    FileSystemUtils.copyRecursively(RESOURCES, module);
    Path declaration = sources.resolve("module-info.java");
    String written = Files.readString(declaration);
    assertThat(written).contains(without);
    Files.writeString(declaration, written.replace(without, ""));
    String jars =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> JARS.matcher(new File(entry).getName()).matches())
            .collect(Collectors.joining(File.pathSeparator));
    compile(sources, module, jars);
    return Application.start(
        List.of(
            "-p",
            module + File.pathSeparator + jars,
            "--add-modules",
            "ALL-MODULE-PATH",
            "-m",
            "bookshop/bookshop.Bookshop"),
        database);
  }

  private static void compile(Path sources, Path to, String jars) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-d", to.toString(), "-p", jars));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).isZero();
  }
}
