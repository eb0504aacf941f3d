package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code check} from end to end, where nothing says where a database is. */
final class CheckCommandTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @BeforeEach
  void withoutDatabase() {
    fixture.write("postcar.conf.groovy", "packages = ['app']\nsources = ['src']\n");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void soundMigrationsAreCheckedWithoutADatabase() throws Exception {
    prints(0, "Checked 3 migrations: nothing is wrong.\n", "check");
    JsonNode result = new ObjectMapper().readTree(fixture.run("check", "--json").out());
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly("migrations", "findings", "hints", "written");
    assertThat(result.get("migrations").asInt()).isEqualTo(3);
    assertThat(result.get("findings")).isEmpty();
  }

  @Test
  void everyRejectedClassIsAFindingOfItsOwn() throws Exception {
    fixture
        .sql("M0003_Again", "create table again ();", null)
        .sql("M0004_Blank", " ", null)
        .sql("M0005_Commit", "commit;", null);
    prints(
        6,
        """
        wrong: app.M0004_Blank: forward() returns blank SQL: return at least one statement.
        wrong: app.M0005_Commit: forward(), line 1: remove "commit": postcar opens and commits the transaction.
        wrong: app.M0003_Three: M0003_Again has number 3, too. Next: run "postcar renumber M0003_Three".
        Nothing more was checked: 3 things to fix.
        """,
        "check");
    Ran json = fixture.run("check", "--json");
    assertThat(json.exitCode()).isEqualTo(6);
    JsonNode first = new ObjectMapper().readTree(json.out()).get("findings").get(0);
    assertThat(first.fieldNames()).toIterable().containsExactly("migration", "kind", "message");
    assertThat(first.get("migration").asText()).isEqualTo("app.M0004_Blank");
    assertThat(first.get("kind").asText()).isEqualTo("source");
    assertThat(json.warnings()).isEmpty();
  }

  @Test
  void eachErrorOfTheCompilerIsAFinding() {
    fixture.source("M0004_Typo", "public class M0004_Typo extends Migraton {}\n");
    Ran ran = fixture.run("check");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out())
        .contains("M0004_Typo.java:3: cannot find symbol")
        .endsWith("Nothing more was checked: 1 thing to fix.\n");
  }

  @Test
  void requirementsAndCirclesAreFound() {
    fixture.source(
        "M0004_Needs",
        """
        @Requires(names = {"app.M0009_Gone", "other.M0001_Else"})
        public class M0004_Needs extends Migration {
          public String forward() { return "select 1"; }
        }
        """);
    prints(
        6,
        """
        wrong: app.M0004_Needs: it requires app.M0009_Gone, which does not exist: fix the name.
        hint: app.M0004_Needs: it requires other.M0001_Else, from a package that is not configured here: it must already be applied.
        Checked 4 migrations: 1 thing to fix, 1 hint.
        """,
        "check");
    fixture.source(
        "M0004_Needs",
        """
        @Requires(M0005_Later.class)
        public class M0004_Needs extends Migration {
          public String forward() { return "select 1"; }
        }
        """);
    fixture.sql("M0005_Later", "select 1;", null);
    assertThat(fixture.run("check").out())
        .startsWith("wrong: The migrations require each other in a circle: ")
        .endsWith("Checked 5 migrations: 1 thing to fix.\n");
  }

  @Test
  void timesWithoutAZoneAreHints() {
    fixture.sql(
        "M0004_Times",
        """
        insert into two (at) values
          ('2026-01-01 10:00'), -- '2026-01-01 11:00'
          ('2026-01-01 10:00+01'), (timestamp '2026-01-01 10:00'),
          ('2026-01-01T10:00:30'::timestamp), ('2026-01-01 10:00' at time zone 'CET'),
          (timestamptz '2026-01-01 12:00');
        """,
        null);
    prints(
        0,
        """
        hint: app.M0004_Times: forward(), line 2: '2026-01-01 10:00' has no time zone; as timestamptz it takes the session's time zone. Add the zone, or write timestamp before the literal.
        hint: app.M0004_Times: forward(), line 5: '2026-01-01 12:00' has no time zone; as timestamptz it takes the session's time zone. Add the zone, or write timestamp before the literal.
        Checked 4 migrations: nothing is wrong, 2 hints.
        """,
        "check");
  }

  @Test
  void theLockFileIsComparedOnceItIsThere() throws IOException {
    prints(
        0,
        "Checked 3 migrations: nothing is wrong; the lock file was written.\n",
        "check",
        "--write");
    String lock = Files.readString(fixture.directory().resolve("migrations.lock"));
    assertThat(lock)
        .matches(
            """
            # All migrations in order, with the checksums of their SQL: postcar check --write
            app\\.M0001_One v1:[0-9a-f]{64}
            app\\.M0002_Two v1:[0-9a-f]{64}
            app\\.M0003_Three v1:[0-9a-f]{64}
            """);
    prints(0, "Checked 3 migrations: nothing is wrong.\n", "check");
    fixture.sql(
        "M0002_Two", "create table two ( id int  primary key ); -- spaced", "drop table two;");
    fixture.sql("M0001_One", "create table one (id bigint primary key, name text);", null);
    fixture.sql("M0004_Four", "create table four ();", null);
    fixture.delete("src/app/M0003_Three.java");
    prints(
        6,
        """
        wrong: app.M0001_One: its SQL does not match the checksum in migrations.lock. If that is intended, run "postcar check --write".
        wrong: app.M0002_Two: its SQL does not match the checksum in migrations.lock. If that is intended, run "postcar check --write".
        wrong: app.M0004_Four: not in migrations.lock. If that is intended, run "postcar check --write".
        wrong: app.M0003_Three: it is in migrations.lock but has no class here. If that is intended, run "postcar check --write".
        Checked 3 migrations: 4 things to fix.
        """,
        "check");
    prints(
        0,
        "Checked 3 migrations: nothing is wrong; the lock file was written.\n",
        "check",
        "--write");
    prints(0, "Checked 3 migrations: nothing is wrong.\n", "check", "--write");
    fixture.write(
        "migrations.lock",
        "<<<<<<< HEAD\n" + Files.readString(fixture.directory().resolve("migrations.lock")));
    prints(
        6,
        """
        wrong: migrations.lock:1: "<<<<<<< HEAD" is not a valid line, or appears twice (an unfinished merge?). Next: run "postcar check --write".
        Checked 3 migrations: 1 thing to fix.
        """,
        "check");
  }

  @Test
  void numbersThatTheBaseBranchTookMeanwhileAreFound() {
    repository();
    git("checkout", "-q", "-b", "feature");
    fixture.sql("M0005_Mine", "create table mine ();", null);
    fixture.sql("M0004_Early", "create table early ();", null);
    git("add", ".");
    git("commit", "-q", "-m", "feature");
    prints(0, "Checked 5 migrations: nothing is wrong.\n", "check", "--against", "main");
    git("checkout", "-q", "main");
    fixture.sql("M0005_Theirs", "create table theirs ();", null);
    git("add", ".");
    git("commit", "-q", "-m", "theirs");
    git("checkout", "-q", "feature");
    prints(
        6,
        """
        wrong: app.M0004_Early: out of order: M0005_Theirs is already on main. Next: run "postcar renumber M0004_Early".
        wrong: app.M0005_Mine: number 5 is also used by M0005_Theirs on main. Next: run "postcar renumber M0005_Mine".
        Checked 5 migrations: 2 things to fix.
        """,
        "check",
        "--against",
        "main");
    assertThat(fixture.run("check", "--against", "main", "--out-of-order=run").out())
        .doesNotContain("M0004_Early");
  }

  @Test
  void mergedMigrationsThatWereEditedOrTakenAwayAreFound() {
    repository();
    git("checkout", "-q", "-b", "feature");
    fixture.sql("M0001_One", "create table one (id bigint primary key, name text);", null);
    fixture.sql(
        "M0002_Two",
        "-- only a comment\ncreate table two (id int primary key);",
        "drop table two;");
    fixture.delete("src/app/M0003_Three.java");
    fixture.sql("M0003_Renamed", "create table three (id int primary key);", "drop table three;");
    prints(
        6,
        """
        wrong: app.M0003_Three: it is on main but missing here; migrate will refuse databases that have applied it. Next: restore the file, or replace it with a squash.
        wrong: app.M0001_One: its SQL differs from main; migrate will refuse databases that have applied it. Next: restore the old SQL and write a new migration.
        Checked 3 migrations: 2 things to fix.
        """,
        "check",
        "--against",
        "main");
  }

  @Test
  void editedSqlIsFoundWhereverItComesFrom() throws IOException {
    fixture.source(
        "Texts", "class Texts { static String four() { return \"create table four ()\"; } }");
    fixture.source(
        "M0004_Four",
        "public class M0004_Four extends Migration {"
            + " public String forward() { return Texts.four(); } }");
    repository();
    String edited = "wrong: app.%s: its SQL differs from main";
    // A class that the migration takes its SQL from.
    fixture.source(
        "Texts", "class Texts { static String four() { return \"create table four (id int)\"; } }");
    assertThat(fixture.run("check", "--against", "main").out())
        .contains(edited.formatted("M0004_Four"));
    git("checkout", "-q", ".");
    // A link in the file's place.
    fixture.sql("M0001_One", "create table one (id bigint primary key, name text);", null);
    Path file = fixture.directory().resolve("src/app/M0001_One.java");
    Files.move(file, fixture.directory().resolve("elsewhere.txt"));
    Files.createSymbolicLink(file, Path.of("../../elsewhere.txt"));
    assertThat(fixture.run("check", "--against", "main").out())
        .contains(edited.formatted("M0001_One"));
    // Another source directory.
    Files.delete(file);
    Files.createDirectories(fixture.directory().resolve("more/app"));
    Files.move(
        fixture.directory().resolve("elsewhere.txt"),
        fixture.directory().resolve("more/app/M0001_One.java"));
    fixture.write("postcar.conf.groovy", fixture.conf("").replace("['src']", "['src', 'more']"));
    assertThat(fixture.run("check", "--against", "main").out())
        .contains(edited.formatted("M0001_One"));
  }

  @Test
  void whatCannotBeComparedIsAnErrorOfUsage() {
    Ran none = fixture.run("check", "--against", "main");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("src is not in a git work tree");
    repository();
    Ran unknown = fixture.run("check", "--against", "nowhere");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err()).contains("git finds no branch or commit nowhere here");
    assertThat(fixture.run("check", "--against", "--output=x").exitCode()).isEqualTo(2);
    assertThat(fixture.directory().resolve("x")).doesNotExist();
    fixture.write("postcar.conf.groovy", "packages = ['fixtures.shelf']\n");
    Ran compiled = fixture.run("check", "--against", "main");
    assertThat(compiled.exitCode()).isEqualTo(2);
    assertThat(compiled.err()).contains("--against reads file names below sources");
    prints(0, "Checked 2 migrations: nothing is wrong.\n", "check");
    fixture.write("postcar.conf.groovy", "");
    assertThat(fixture.run("check").exitCode()).isEqualTo(2);
  }

  private void prints(int exitCode, String out, String... args) {
    Ran ran = fixture.run(args);
    assertThat(ran.out()).as(ran.err()).isEqualTo(out);
    assertThat(ran.exitCode()).isEqualTo(exitCode);
    assertThat(ran.warnings()).isEmpty();
  }

  private void repository() {
    git("init", "-q", "-b", "main", ".");
    git("add", ".");
    git("commit", "-q", "-m", "three");
  }

  private void git(String... arguments) {
    fixture.git(arguments);
  }
}
