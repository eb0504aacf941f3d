package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.config.ProcessEnvironment;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/**
 * A working directory with migrations and a conf script, a database, and a command line on them.
 */
final class CommandLineFixture implements AutoCloseable {

  private static final Pattern NOTICE =
      Pattern.compile("(?m)^.*(, | running |  )(\\d+ min )?\\d+ s( left)?( \\([^)]*\\))?\\R");

  private final TestDatabase database;
  private final boolean ownsDatabase;
  private final Path directory;
  private final Map<String, String> environment = new HashMap<>();
  private String answer;

  CommandLineFixture() {
    this(new TestDatabase(), true);
  }

  /** On a database that is left as it was found. */
  CommandLineFixture(TestDatabase database) {
    this(database, false);
  }

  private CommandLineFixture(TestDatabase database, boolean ownsDatabase) {
    this.database = database;
    this.ownsDatabase = ownsDatabase;
    try {
      directory = TemporaryFiles.directory("postcar-cli");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write("postcar.conf.groovy", conf(""));
  }

  /**
   * What a command line did.
   *
   * @param exitCode its exit code
   * @param out its stdout
   * @param err its stderr
   */
  record Ran(int exitCode, String out, String err) {

    /** Stderr without what a command says when it takes long, as any may on a busy machine. */
    String warnings() {
      return withoutNotices(err);
    }
  }

  /** Leaves out lines such as {@code verify: 3 of 40 migrations, 10 s}. */
  static String withoutNotices(String err) {
    return NOTICE.matcher(err).replaceAll("");
  }

  /** A script that names this database, with more lines at its end. */
  String conf(String more) {
    return """
    packages = ['app']
    sources = ['src']
    connection {
      host = '%s'
      port = %d
      dbname = '%s'
      username = '%s'
      password = '%s'
    }
    %s
    """
        .formatted(
            database.server().host(),
            database.server().port(),
            database.name(),
            database.server().user(),
            database.server().password(),
            more);
  }

  Path directory() {
    return directory;
  }

  TestDatabase database() {
    return database;
  }

  CommandLineFixture environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** From now on a person is there, who answers so. */
  CommandLineFixture answer(String line) {
    answer = line;
    return this;
  }

  CommandLineFixture write(String file, String text) {
    try {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CommandLineFixture delete(String file) {
    try {
      Files.delete(directory.resolve(file));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a migration of package {@code app} with these methods. */
  CommandLineFixture sql(String name, String forward, String rollback) {
    return source(
        name,
        "public class "
            + name
            + " extends Migration {\n  public String forward() { return \"\"\"\n"
            + forward
            + "\"\"\"; }\n"
            + (rollback == null
                ? ""
                : "  public String rollback() { return \"\"\"\n" + rollback + "\"\"\"; }\n")
            + "}\n");
  }

  /** Runs git in the directory; without git the test is skipped. */
  void git(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-c",
                "user.name=tester",
                "-c",
                "user.email=tester@example.com",
                "-c",
                "commit.gpgSign=false"));
    command.addAll(List.of(arguments));
    try {
      Process process =
          new ProcessBuilder(command).directory(directory().toFile()).inheritIO().start();
      assertThat(process.waitFor()).as(command.toString()).isZero();
    } catch (IOException e) {
      Assumptions.abort("git is not installed (Debian: apt-get install git)");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  CommandLineFixture source(String name, String text) {
    return write("src/app/" + name + ".java", "package app;\nimport dev.postcar.*;\n" + text);
  }

  /** Three plain tables. */
  CommandLineFixture three() {
    return sql("M0001_One", "create table one (id int primary key, name text);", "drop table one;")
        .sql("M0002_Two", "create table two (id int primary key);", "drop table two;")
        .sql("M0003_Three", "create table three (id int primary key);", "drop table three;");
  }

  Ran run(String... args) {
    return runIn("", args);
  }

  /** The same in a folder below. */
  Ran runIn(String folder, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new BufferedReader(new StringReader(answer == null ? "" : answer + "\n")),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            answer != null);
    ProcessEnvironment surroundings =
        new ProcessEnvironment(
            directory.resolve(folder),
            Map.copyOf(environment),
            directory.resolve("home"),
            "tester");
    int exitCode = new Main(terminal, surroundings).run(args);
    return new Ran(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Output without what differs from run to run. */
  String normal(String text) {
    return text.replace(database.name(), "DB")
        .replaceAll(" on \\S+:\\d+ \\(PostgreSQL [^)]*\\)", " on SERVER")
        .replaceAll("\\d+ ms|\\d+\\.\\d s", "TIME")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ", "WHEN");
  }

  @Override
  public void close() {
    if (ownsDatabase) {
      database.close();
    }
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, IOException failure)
                throws IOException {
              Files.delete(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
