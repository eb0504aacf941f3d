package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SQL files beside classes, in every command. */
final class SqlFilesTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  private CommandLineFixture file(String name, String text) {
    return fixture.write("src/app/" + name, text);
  }

  private void three() {
    file("M0001_One.sql", "create table one (id int);\n-- postcar: rollback\ndrop table one;\n");
    fixture.source(
        "M0002_Two",
        """
        @Requires(names = "app.M0001_One") public class M0002_Two extends Migration {
          public String forward() { return "alter table one add two int"; }
          public String rollback() { return "alter table one drop two"; }
        }
        """);
    file(
        "M0003_Three.sql",
        """
        -- postcar: nontransactional
        -- postcar: requires M0002_Two
        create index concurrently one_two on one (two);
        -- postcar: rollback
        drop index concurrently one_two;
        """);
    file(
        "Ones.view.sql",
        "-- postcar: since M0002_Two\ncreate view ones as select id from one;\n-- postcar: down\ndrop view ones;\n");
  }

  private String ok(String... command) {
    Ran ran = fixture.run(command);
    assertThat(ran.exitCode()).as(String.join(" ", command) + ran.out() + ran.err()).isZero();
    return ran.out() + ran.err();
  }

  @Test
  void everyCommandTakesBoth() {
    three();
    ok("migrate");
    assertThat(ok("status")).contains("M0001_One", "M0002_Two", "M0003_Three");
    assertThat(ok("migrate")).contains("Nothing to do");
    ok("check");
    ok("verify");
    ok("drift");
    ok("graph");
    ok("trace", "--all");
    assertThat(ok("show", "M0003_Three")).contains("create index concurrently");
    file(
        "Ones.view.sql",
        "create view ones as select id, two from one;\n-- postcar: down\ndrop view ones;\n");
    fixture.write(
        "src/app/Ones.view.sql",
        "-- postcar: since M0002_Two\ncreate view ones as select id, two from one;\n-- postcar: down\ndrop view ones;\n");
    assertThat(ok("migrate")).contains("Ones");
    ok("rollback", "--all", "--yes");
    assertThat(fixture.database().hasRelation("one")).isFalse();
  }

  @Test
  void aFailureNamesTheFileAndItsLine() {
    file(
        "M0001_One.sql",
        "-- postcar: timeouts lock=2s\ncreate table one (id int);\n\nselect nix;\n");
    assertThat(fixture.run("migrate").err())
        .contains("column \"nix\" does not exist")
        .contains("src/app/M0001_One.sql:4:\n    select nix;");
    file("M0001_One.sql", "create table one ();\n-- postcar: rollback\n\ndrop table two;\n");
    ok("migrate");
    assertThat(fixture.run("rollback").err()).contains("src/app/M0001_One.sql:4:\n");
    file("M0001_One.sql", "vacuum;\n");
    fixture.database().execute("drop schema _postcar cascade; drop table one");
    assertThat(fixture.run("migrate").err())
        .contains("add the line \"-- postcar: nontransactional\" to the file");
  }

  @Test
  void aClassReplacedByAFileOfTheSameSqlIsNoChange() {
    fixture.three();
    ok("migrate");
    fixture.delete("src/app/M0002_Two.java");
    file(
        "M0002_Two.sql",
        "create table two\r\n  (id int primary key);\r\n-- postcar: rollback\r\ndrop table two;\r\n");
    assertThat(ok("status")).doesNotContain("changed", "missing");
    assertThat(ok("migrate")).contains("Nothing to do");
    file("M0002_Two.sql", "create table two (id bigint primary key);");
    assertThat(fixture.run("migrate").exitCode()).isEqualTo(4);
    ok("accept", "M0002_Two");
    ok("migrate");
  }

  @Test
  void newWritesWhatTheNewestMigrationIs() {
    fixture.three();
    assertThat(ok("new", "four")).contains("M0004_Four.java");
    assertThat(ok("new", "five", "--format", "sql")).contains("M0005_Five.sql");
    assertThat(ok("new", "six")).contains("M0006_Six.sql");
    assertThat(ok("new", "seven", "--format", "java")).contains("M0007_Seven.java");
    assertThat(ok("new", "sums", "--kind", "view", "--format", "sql")).contains("Sums.view.sql");
    fixture.write("postcar.conf.groovy", fixture.conf("newFormat = 'sql'"));
    assertThat(ok("new", "eight")).contains("M0008_Eight.sql");
    assertThat(fixture.run("new", "x", "--format", "sql", "--kind", "code").err())
        .contains("--kind code is written in Java");
    assertThat(fixture.run("new", "x", "--format", "xml").err()).contains("sql or java");
    assertThat(fixture.run("new", "x", "--kind", "table").err())
        .contains("--kind takes code or view, not table.");
    // Its name up to 0.3.
    assertThat(ok("new", "nine", "--kind", "sql", "--format", "java")).contains("M0009_Nine.java");
    // Nobody applies a skeleton by mistake.
    assertThat(fixture.run("migrate").err())
        .contains("M0008_Eight.sql has only comments, with a TODO");
  }

  @Test
  void renumberRenamesAFileAndWhatNamesIt() throws IOException {
    three();
    file("M0001_Again.sql", "-- one\ncreate table again ();\n");
    file("M0004_Four.sql", "-- postcar: requires M0001_Again, app.M0002_Two\nselect 1;\n");
    fixture.source(
        "M0005_Five",
        """
        @Requires(names = "app.M0001_Again") public class M0005_Five extends Migration {
          public String forward() { return "select 5"; }
        }
        """);
    assertThat(fixture.run("migrate").err()).contains("postcar renumber M0001_One");
    ok("renumber", "M0001_Again");
    assertThat(read("src/app/M0006_Again.sql")).isEqualTo("-- one\ncreate table again ();\n");
    assertThat(read("src/app/M0004_Four.sql"))
        .startsWith("-- postcar: requires M0006_Again, app.M0002_Two\n");
    assertThat(read("src/app/M0005_Five.java")).contains("\"app.M0006_Again\"");
    ok("renumber", "M0002_Two");
    assertThat(read("src/app/M0003_Three.sql")).contains("requires M0007_Two\n");
    assertThat(read("src/app/Ones.view.sql")).contains("since M0007_Two\n");
  }

  @Test
  void filesAreSquashedToAFileAndOthersToAClass() throws IOException {
    file("M0001_One.sql", "create table one (id int);\n-- postcar: rollback\ndrop table one;\n");
    file(
        "M0002_Two.sql",
        "-- postcar: requires M0001_One\n-- postcar: timeouts lock=2s\nalter table one add two int\n-- postcar: rollback\nalter table one drop two\n");
    file(
        "M0003_Three.sql",
        "-- postcar: requires M0002_Two\nselect 3;\n-- postcar: rollback\nselect -3;\n");
    ok("migrate");
    assertThat(ok("squash", "M0001", "M0002")).contains("M0002_SquashedFrom0001.sql");
    assertThat(read("src/app/M0002_SquashedFrom0001.sql").replaceAll("\n+", "\n"))
        .isEqualTo(
            """
            -- postcar: replaces M0001_One, M0002_Two
            -- postcar: timeouts lock=2s
            -- M0001_One
            create table one (id int);
            -- M0002_Two
            alter table one add two int;
            -- postcar: rollback
            -- M0002_Two
            alter table one drop two;
            -- M0001_One
            drop table one;
            """);
    assertThat(read("src/app/M0003_Three.sql")).contains("requires M0002_SquashedFrom0001\n");
    assertThat(ok("migrate")).contains("is recorded and did not run");
    fixture.sql("M0004_Four", "create table four ();", "drop table four;");
    ok("migrate");
    assertThat(ok("squash", "M0002", "M0004")).contains("M0004_SquashedFrom0002.java");
    assertThat(read("src/app/M0004_SquashedFrom0002.java"))
        .contains("by = \"M0002_SquashedFrom0001\"")
        .doesNotContain("postcar: ");
    ok("rollback", "--all", "--yes");
  }

  /** What the link leads to may belong to another project. */
  @Test
  void aLinkedFileIsNeitherDeletedNorChanged() throws IOException {
    file("M0001_One.sql", "create table one (id int);\n");
    file("M0003_Three.sql", "select 3;\n");
    Path other = Files.writeString(fixture.directory().resolve("other.sql"), "select 2;\n");
    Path link = fixture.directory().resolve("src/app/M0002_Two.sql");
    Files.createSymbolicLink(link, other);
    for (String[] command : new String[][] {{"squash", "M0001", "M0002"}, {"renumber", "M0002"}}) {
      Ran ran = fixture.run(command);
      assertThat(ran.exitCode()).as(ran.err() + ran.out()).isNotZero();
      assertThat(ran.err()).contains("M0002_Two.sql is a symbolic link: no file was changed.");
    }
    assertThat(other).hasContent("select 2;");
    assertThat(link).isSymbolicLink();
    assertThat(read("src/app/M0001_One.sql")).startsWith("create table one");
  }

  @Test
  void aJarOrADirectoryMayHaveThem() throws IOException {
    Path jar = fixture.directory().resolve("lib.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : new String[] {"M0001_One", "M0002_Two"}) {
        out.putNextEntry(new ZipEntry("app/" + name + ".sql"));
        out.write(
            ("create table " + name + " ();\n-- postcar: rollback\ndrop table " + name + ";")
                .getBytes(StandardCharsets.UTF_8));
      }
    }
    fixture.write("postcar.conf.groovy", fixture.conf("sources = []; classpath = ['lib.jar']"));
    ok("migrate", "--steps", "1");
    ok("migrate");
    assertThat(ok("migrate")).contains("Nothing to do");
    ok("verify");
    fixture.write("more/app/M0003_Three.sql", "select 3; select nix");
    fixture.write(
        "postcar.conf.groovy", fixture.conf("sources = []; classpath = ['lib.jar', 'more']"));
    assertThat(fixture.run("migrate").err()).contains("app/M0003_Three.sql:1:");
    fixture.write("more/app/M0002_Two.sql", "select 2");
    assertThat(fixture.run("migrate").err()).contains("found in").contains("remove one");
  }

  @Test
  void anApplicationsJarMayHaveThem() throws IOException {
    ByteArrayOutputStream library = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(library)) {
      out.putNextEntry(new ZipEntry("app/M0002_Two.sql"));
      out.write("create table two ();".getBytes(StandardCharsets.UTF_8));
    }
    Path jar = fixture.directory().resolve("boot.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new ZipEntry("BOOT-INF/classes/app/M0001_One.sql"));
      out.write("create table one ();".getBytes(StandardCharsets.UTF_8));
      out.putNextEntry(new ZipEntry("BOOT-INF/lib/library.jar"));
      out.write(library.toByteArray());
    }
    fixture.write("postcar.conf.groovy", fixture.conf("sources = []; classpath = ['boot.jar']"));
    assertThat(ok("migrate", "--steps", "1")).contains("M0001_One");
    assertThat(ok("migrate")).contains("M0002_Two");
    assertThat(ok("status")).contains("2 applied", "0 pending");
  }

  @Test
  void filesCanBeLeftAlone() {
    fixture.three();
    file("M0003_Three.sql", "drop table one");
    assertThat(fixture.run("migrate").err()).contains("it is a class and a SQL file");
    fixture.write("postcar.conf.groovy", fixture.conf("sqlFiles = false"));
    ok("migrate");
    assertThat(fixture.database().hasRelation("three")).isTrue();
  }

  @Test
  void aChangeIsSeenThoughThereIsAnOutline() {
    three();
    ok("migrate");
    ok("migrate");
    file("M0004_Four.sql", "create table four ();");
    assertThat(ok("migrate")).contains("applied app.M0004_Four");
    file("M0004_Four.sql", "create table five ();");
    assertThat(fixture.run("migrate").exitCode()).isEqualTo(4);
  }

  private String read(String file) throws IOException {
    return Files.readString(fixture.directory().resolve(file));
  }
}
