package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code postcar init}: from nothing to a migration that is applied. */
final class InitCommandTest {

  private final CommandLineFixture postcar = new CommandLineFixture().delete("postcar.conf.groovy");

  @AfterEach
  void close() {
    postcar.close();
  }

  private String text(String file) throws IOException {
    return Files.readString(postcar.directory().resolve(file));
  }

  private String url(String password) {
    var server = postcar.database().server();
    return "postgresql://%s%s@%s:%d/%s"
        .formatted(
            server.user(), password, server.host(), server.port(), postcar.database().name());
  }

  @Test
  void theProjectThatItSetsUpWorks() throws Exception {
    String password = postcar.database().server().password();
    Ran ran = postcar.run("init", "--url", url(":" + password));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("Wrote postcar.conf.groovy.", "Added .postcar/ to .gitignore.")
        .contains("Wrote migrations/app/M0001_Init.sql.", "Next: set POSTCAR_PASSWORD")
        .contains("run \"postcar migrate\"");
    assertThat(ran.out() + text("postcar.conf.groovy")).doesNotContain(password, "****");
    assertThat(text(".gitignore")).isEqualTo(".postcar/\n");
    postcar.environment("POSTCAR_PASSWORD", password);
    assertThat(postcar.run("migrate").exitCode()).isEqualTo(4);
    postcar.write(
        "migrations/app/M0001_Init.sql",
        "create table book ();\n-- postcar: rollback\ndrop table book;\n");
    assertThat(postcar.run("migrate").out()).startsWith("Applied 1 migration");
    assertThat(postcar.run("new", "next").out()).isEqualTo("migrations/app/M0002_Next.sql\n");
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    postcar.write(".gitignore", "target").write("migrations/app/M0001_Mine.sql", "select 1;");
    Ran ran = postcar.run("init", "--embedded");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).doesNotContain("M0001").contains("Next: run \"postcar migrate\".");
    assertThat(text(".gitignore")).isEqualTo("target\n.postcar/\n");
    assertThat(text("postcar.conf.groovy")).contains("embedded = true");
    List<Path> before = files();
    Ran again = postcar.run("init", "--embedded");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("There is a project here already", "Nothing was written");
    assertThat(files()).isEqualTo(before);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(postcar.directory())) {
      return files.sorted().toList();
    }
  }

  @Test
  void aLineThatIgnoresTheDirectoryIsEnough() throws Exception {
    for (String line : List.of(".postcar/", ".postcar", "/.postcar/")) {
      postcar.write(".gitignore", "a\n" + line + "\nb\n");
      assertThat(postcar.run("init", "--embedded").exitCode()).isZero();
      assertThat(text(".gitignore")).isEqualTo("a\n" + line + "\nb\n");
      postcar.delete("postcar.conf.groovy");
    }
  }

  @Test
  void withoutADatabaseItSaysWhereToNameOne() throws Exception {
    Ran ran = postcar.run("init", "--package", "shop.migrations", "--format", "java");
    assertThat(ran.out())
        .contains("Wrote migrations/shop/migrations/M0001_Init.java")
        .contains("Next: name the database in postcar.conf.groovy, then");
    assertThat(text("postcar.conf.groovy")).contains("packages = ['shop.migrations']");
    assertThat(postcar.run("config").exitCode()).isZero();
    assertThat(postcar.run("status").err()).contains("No database is configured");
  }

  @Test
  void whatWasWrittenBeforeAFailureIsSaid() throws Exception {
    Files.createDirectory(postcar.directory().resolve(".gitignore"));
    Ran ran = postcar.run("init", "--embedded");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .contains("The project cannot be set up in ")
        .contains("State: Wrote migrations/app/M0001_Init.sql.", "Next: fix that, then run");
    Files.delete(postcar.directory().resolve(".gitignore"));
    assertThat(postcar.run("init", "--embedded").exitCode()).isZero();
  }

  @Test
  void whatIsWrongIsRefusedBeforeAnythingIsWritten() throws Exception {
    List<Path> before = files();
    for (String line :
        List.of(
            "init --package 1x",
            "init --url nonsense",
            "init --format xml",
            "init --embedded --url postgresql://u@h/d",
            "init one")) {
      Ran ran = postcar.run(line.split(" "));
      assertThat(ran.exitCode()).as(line).isEqualTo(2);
      assertThat(files()).as(line).isEqualTo(before);
    }
  }

  @Test
  void everyPasswordOfAUrlStaysOut() throws Exception {
    for (String url :
        List.of(
            "postgresql://u:secret1@h/d?sslpassword=secret2&sslmode=require",
            "postgresql://u@h/d?sslmode=require&password=secret1",
            "jdbc:postgresql://h/d?user=u&password=secret1&sslmode=require")) {
      assertThat(postcar.run("init", "--url", url).out()).contains("it was not written");
      assertThat(text("postcar.conf.groovy"))
          .doesNotContain("secret", "****", "?&", "&'")
          .contains("sslmode=require");
      assertThat(postcar.run("config").out()).containsPattern("connection.host +h +postcar");
      postcar.delete("postcar.conf.groovy");
    }
  }

  @Test
  void aLinkIsNotWrittenThrough() throws Exception {
    postcar.write("elsewhere", "mine\n");
    Files.createSymbolicLink(
        postcar.directory().resolve(".gitignore"), postcar.directory().resolve("elsewhere"));
    Ran ran = postcar.run("init", "--embedded");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains(".gitignore is a symbolic link");
    assertThat(text("elsewhere")).isEqualTo("mine\n");
  }
}
