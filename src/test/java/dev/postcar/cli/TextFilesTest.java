package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.ChildJvm;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Text files as editors on Windows write them, and as pipes. */
final class TextFilesTest {

  private static final String MARK = "\ufeff";

  private final CommandLineFixture postcar = new CommandLineFixture().three();

  @AfterEach
  void close() {
    postcar.close();
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheSettings() {
    postcar.write(".env", MARK + "POSTCAR_NAMESPACE=from_env\n");
    postcar.write("postcar.conf.groovy", MARK + postcar.conf("role = 'one'"));
    String config = postcar.run("config").out();
    assertThat(config).containsPattern("namespace +from_env +\\.env POSTCAR_NAMESPACE");
    assertThat(config).containsPattern("role +one ");
  }

  @Test
  void norOfAScriptThatGroovyHasToRun() {
    postcar.write(
        "postcar.conf.groovy", MARK + "def it = ['one'].first()\n" + postcar.conf("role = it"));
    assertThat(postcar.run("config").out()).containsPattern("role +one ");
  }

  @Test
  void norOfAServiceOrPasswordFile() throws IOException {
    postcar.write("home/.pg_service.conf", MARK + "[shop]\nhost=here\nuser=me\n");
    postcar.write("home/.pgpass", MARK + "here:*:*:me:pass\n");
    Files.setPosixFilePermissions(
        postcar.directory().resolve("home/.pgpass"), PosixFilePermissions.fromString("rw-------"));
    postcar.delete("postcar.conf.groovy");
    postcar.environment("PGSERVICE", "shop");
    Ran ran = postcar.run("config");
    assertThat(ran.warnings()).isEmpty();
    String config = ran.out();
    assertThat(config).containsPattern("host +here ").containsPattern("password .*pgpass:1");
  }

  @Test
  void norOfTheSqlOfAMigrationOrView() {
    postcar.sql("M0004_Four", "\\uFEFFcreate table four (id int);", "\\uFEFFdrop table four;");
    postcar.source(
        "Ids",
        "@Since(M0004_Four.class) public class Ids extends View { public String up() { return \"\\uFEFFcreate view ids as select"
            + " id from four\"; } public String down() { return \"\\uFEFFdrop view ids\"; } }");
    assertThat(postcar.run("migrate").err()).doesNotContain("failed");
    postcar.sql("M0004_Four", "create table four (id int);", "drop table four;");
    assertThat(postcar.run("migrate").out()).contains("Nothing to do");
    assertThat(postcar.run("rollback", "--yes").exitCode()).isZero();
  }

  @Test
  void inTheMiddleOfSqlItIsNamed() {
    postcar.sql(
        "M0004_Four", "create table four (id int);\n\\uFEFFcreate table five (id int);", null);
    assertThat(postcar.run("migrate").err())
        .contains("M0004_Four: forward(), line 2: a byte order mark (U+FEFF) before the statement");
  }

  @Test
  void inASourceFileItIsNamed() {
    postcar.write("src/app/M0004_Four.java", MARK + "package app;\n");
    assertThat(postcar.run("migrate").err())
        .contains("M0004_Four.java:1: the file begins with a byte order mark (U+FEFF)");
  }

  @Test
  void norOfATemplateOrTheLockFile() throws IOException {
    assertThat(postcar.run("check", "--write").exitCode()).isZero();
    Path lock = postcar.directory().resolve("migrations.lock");
    Files.writeString(lock, MARK + Files.readString(lock));
    assertThat(postcar.run("check").exitCode()).isZero();
    postcar.write("t/sql.java.template", MARK + "package {{package}};\nclass {{class}} {}\n");
    postcar.write("postcar.conf.groovy", postcar.conf("templates = 't'"));
    assertThat(postcar.run("new", "next").exitCode()).isZero();
    assertThat(Files.readString(postcar.directory().resolve("src/app/M0004_Next.java")))
        .startsWith("package app;");
  }

  @Test
  void utf16IsCalledByItsName() throws IOException {
    for (String file : List.of(".env", "postcar.conf.groovy")) {
      Path path = postcar.directory().resolve(file);
      Files.write(path, (MARK + "a = 1\n").getBytes(StandardCharsets.UTF_16LE));
      Ran ran = postcar.run("status");
      assertThat(ran.err()).contains(file + ": is UTF-16 text; save it as UTF-8.");
      assertThat(ran.exitCode()).isEqualTo(2);
      Files.delete(path);
    }
  }

  @Test
  void aDumpAndAConfScriptMayBePipes() throws Exception {
    Path dump = pipe("dump", "create table piped (id int);\n");
    Path conf = pipe("conf", postcar.conf(""));
    postcar.delete("postcar.conf.groovy");
    Ran ran = postcar.run("restore", dump.toString(), "-c", conf.toString());
    assertThat(ran.err() + ran.out()).contains("Restored dump into").contains("1 statement");
    assertThat(ran.exitCode()).isZero();
  }

  private Path pipe(String name, String content) throws Exception {
    Path pipe = postcar.directory().resolve(name);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, content);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
    return pipe;
  }

  @Test
  void aDumpMayComeFromTheStandardInput() throws Exception {
    for (List<String> words : List.of(List.of("-"), List.of("--with", "cat", "-"))) {
      Path dump =
          Files.writeString(postcar.directory().resolve("d.sql"), "create table i (i int);\n");
      List<String> command = ChildJvm.command(Main.class.getName(), "restore");
      command.addAll(words);
      Process process =
          new ProcessBuilder(command)
              .directory(postcar.directory().toFile())
              .redirectInput(dump.toFile())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(said).contains("Restored the standard input into");
      postcar.database().execute("drop table i; drop schema _postcar cascade");
    }
  }

  @Test
  void aFileOf300MegabytesIsOneLineAndNoDefect() throws IOException {
    Path old = Files.createDirectories(postcar.directory().resolve("old"));
    huge(old.resolve("V1__Huge.sql"));
    Ran imported = postcar.run("import", "flyway", "old", "--check-only");
    assertThat(imported.exitCode()).isEqualTo(6);
    assertThat(imported.out() + imported.err()).contains("V1__Huge.sql:1: it has more than ");

    Path sql = postcar.directory().resolve("src/app/M0004_Huge.sql");
    huge(sql);
    Ran checked = postcar.run("check");
    assertThat(checked.out() + checked.err()).contains("it has more than ").doesNotContain("bug");
    Files.delete(sql);

    huge(postcar.directory().resolve(".env"));
    Ran status = postcar.run("status");
    assertThat(status.exitCode()).isEqualTo(2);
    assertThat(status.err()).contains(".env: has more than ");
  }

  /** More than the limit in any heap; without content, so that it takes no room. */
  private static void huge(Path file) throws IOException {
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(300_000_000L);
    }
  }
}
