package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code squash} from end to end: the source that it writes, and databases that meet it. */
final class SquashCommandTest {

  private static final String ROWS =
      "select name, state from _postcar.migration where reverted_at is null order by name";

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRunBecomesOneMigrationThatEachKindOfDatabaseTakes() {
    fixture.run("migrate");
    Ran ran = fixture.run("squash", "M0001", "M0003");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            Wrote src/app/M0003_SquashedFrom0001.java to replace 3 migrations, app.M0001_One to app.M0003_Three.
            Databases with all of them will record it without running it; first migrate the others up to app.M0003_Three.
            """);
    assertThat(sources())
        .isEqualTo(
            """
            == app/M0003_SquashedFrom0001.java
            package app;

            import dev.postcar.Migration;
            import dev.postcar.Replaces;

            /** M0001_One to M0003_Three in one. */
            @Replaces({"M0001_One", "M0002_Two", "M0003_Three"})
            public class M0003_SquashedFrom0001 extends Migration {

              @Override
              public String forward() {
                return \"""
                    -- M0001_One
                    create table one (id int primary key, name text);

                    -- M0002_Two
                    create table two (id int primary key);

                    -- M0003_Three
                    create table three (id int primary key);
                    \""";
              }

              @Override
              public String rollback() {
                return \"""
                    -- M0003_Three
                    drop table three;

                    -- M0002_Two
                    drop table two;

                    -- M0001_One
                    drop table one;
                    \""";
              }
            }
            """);
    Ran migrated = fixture.run("migrate");
    assertThat(migrated.exitCode()).as(migrated.err()).isZero();
    assertThat(migrated.err())
        .isEqualTo(
            "  app.M0003_SquashedFrom0001 is recorded and did not run: it replaces what is"
                + " applied\n");
    assertThat(fixture.run("rollback").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("one")).isFalse();
    Ran again = fixture.run("migrate");
    assertThat(again.err()).contains("applied app.M0003_SquashedFrom0001");
    assertThat(fixture.database().hasRelation("three")).isTrue();
  }

  @Test
  void aDatabaseWithSomeOfThemIsRefusedBeforeAnythingChanges() {
    fixture.run("migrate", "--to", "M0002");
    String before = sources();
    Ran ran = fixture.run("squash", "M0001", "M0003");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .isEqualTo(
            """
            postcar: Refused: the configured database has applied only some of these migrations with their current SQL. Nothing was changed.
              applied  app.M0001_One
              applied  app.M0002_Two
              pending  app.M0003_Three
            Migrate it first ("postcar accept" records a change that does not matter), or squash only what is applied.
            """);
    assertThat(sources()).isEqualTo(before);
    Ran shorter = fixture.run("squash", "M0001", "M0002", "base");
    assertThat(shorter.exitCode()).as(shorter.err()).isZero();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.database().rows(ROWS))
        .containsExactly(
            "M0001_One|applied", "M0002_Base|marked", "M0002_Two|applied", "M0003_Three|applied");
  }

  @Test
  void aSquashOfASquashMeetsEveryAge() throws Exception {
    fixture.sql("M0004_Four", "create table four (id int)", "drop table four");
    fixture.write("other.conf.groovy", fixture.conf("namespace = 'fresh'"));
    fixture.run("migrate");
    assertThat(fixture.run("squash", "M0001", "M0002").exitCode()).isZero();
    Ran second = fixture.run("squash", "M0002", "M0004", "all", "--json");
    assertThat(second.exitCode()).as(second.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(second.out());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("id", "file", "replaced", "reversible", "irreversible", "rewritten");
    assertThat(json.get("file").asText()).isEqualTo("src/app/M0004_All.java");
    assertThat(sources())
        .contains("@Replaces({\"M0002_SquashedFrom0001\", \"M0003_Three\", \"M0004_Four\"})\n")
        .contains(
            "@Replaces(value = {\"M0001_One\", \"M0002_Two\"}, by = \"M0002_SquashedFrom0001\")\n");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.database().rows(ROWS)).contains("M0004_All|marked").hasSize(5);
    assertThat(fixture.run("rollback").exitCode()).isZero();
    assertThat(fixture.database().rows(ROWS)).isEmpty();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.database().rows(ROWS)).containsExactly("M0004_All|applied");
  }

  @Test
  void whatOthersSayOfThemIsSaidOfTheSquash() {
    fixture
        .write("postcar.conf.groovy", fixture.conf("packages = ['app', 'other', 'far']"))
        .write(
            "src/other/M0001_One.java",
            """
            package other;

            import app.M0002_Two;
            import dev.postcar.*;

            /** Not app.M0001_One. */
            @Requires(value = {app.M0001_One.class, M0002_Two.class}, names = "app.M0003_Three")
            public class M0001_One extends Migration {
              public String forward() { return "create table other ()"; }
              public String rollback() { return "drop table other"; }
            }
            """)
        .write(
            "src/far/M0001_Far.java",
            """
            package far;

            @dev.postcar.Requires(other.M0001_One.class)
            public class M0001_Far extends dev.postcar.Migration {
              public String forward() { return "create table far ()"; }
            }
            """);
    fixture.run("migrate");
    Ran ran = fixture.run("squash", "app:M0001", "app:M0003");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("Changed src/other/M0001_One.java, which referred to one of them.\n");
    assertThat(sources())
        .contains("import app.M0003_SquashedFrom0001;\n")
        .contains("/** Not app.M0001_One. */")
        .contains(
            "@Requires(value = {app.M0003_SquashedFrom0001.class, M0003_SquashedFrom0001.class},"
                + " names = \"app.M0003_SquashedFrom0001\")")
        .contains("@dev.postcar.Requires(other.M0001_One.class)");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.run("status").out()).contains("1 marked, 0 pending");
  }

  @Test
  void anyOtherUseOfThemIsInTheWay() {
    fixture.write(
        "src/app/Names.java",
        "package app;\nclass Names {\n  Class<?> first = M0002_Two.class;\n}\n");
    String before = sources();
    Ran ran = fixture.run("squash", "M0001", "M0003");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("Names.java:3: uses M0002_Two, which would no longer exist");
    assertThat(sources()).isEqualTo(before);
  }

  @Test
  void whatNoSquashCanHoldIsRefusedByName() {
    fixture
        .source(
            "M0004_Index",
            "@NonTransactional public class M0004_Index extends Migration { public String forward()"
                + " { return \"create index concurrently i on one (name)\"; } }")
        .source(
            "M0005_Code",
            "public class M0005_Code extends CodeMigration { public void forward(Context c) {} }")
        .source(
            "M0006_Two",
            "public class M0006_Two extends Migration { public String forward() { return \"select"
                + " 1\"; } } class Beside {}")
        .source(
            "M0007_Odd",
            "@Odd public class M0007_Odd extends Migration { public String forward() { return"
                + " \"select 1\"; } }")
        .write("src/app/Odd.java", "package app; public @interface Odd {}");
    Ran ran = fixture.run("squash", "M0001", "M0007");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .isEqualTo(
            """
            postcar: Refused: these cannot become one migration. Nothing was changed.
              app.M0004_Index is @NonTransactional, and the others are not: squash those before it and those after it, or add --plain-indexes to leave out CONCURRENTLY
              app.M0005_Code is Java code, which has no SQL to combine: squash the migrations before it and those after it
              app.M0006_Two has Beside in the same source file: move that to a file of its own
              app.M0007_Odd has @Odd, which a squash would lose
            """);
  }

  @Test
  void withPlainIndexesItIsTransactionalAndBuildsTheSame() {
    fixture
        .source(
            "M0004_Index",
            "@NonTransactional public class M0004_Index extends Migration { public String forward()"
                + " { return \"create unique index concurrently i on one (name)\"; } public String"
                + " rollback() { return \"drop index concurrently i\"; } }")
        .write(
            "src/app/M0005_More.sql",
            """
            -- postcar: nontransactional
            create index concurrently if not exists j on two (id);
            -- postcar: rollback
            drop index concurrently j;
            """);
    assertThat(fixture.run("squash", "M0001", "M0005").exitCode()).isEqualTo(4);
    Ran ran = fixture.run("squash", "M0001", "M0005", "--plain-indexes");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(sources())
        .contains("create unique index i on one (name)", "create index if not exists j on two (id)")
        .contains("drop index i", "drop index j")
        .doesNotContain("concurrently", "nontransactional", "NonTransactional");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("i")).isTrue();
    assertThat(fixture.run("rollback").exitCode()).isZero();
  }

  @Test
  void whatNeedsNoTransactionForAnotherReasonStaysOut() {
    fixture.source(
        "M0004_Vacuum",
        "@NonTransactional public class M0004_Vacuum extends Migration { public String forward()"
            + " { return \"vacuum one\"; } }");
    assertThat(fixture.run("squash", "M0001", "M0004", "--plain-indexes").err())
        .contains("M0004_Vacuum is @NonTransactional")
        .doesNotContain("--plain-indexes");
  }

  @Test
  void whatIsNoRunIsAWrongUse() {
    assertThat(fixture.run("squash", "M0003", "M0001").err())
        .isEqualTo("postcar: app.M0001_One comes before app.M0003_Three: swap them.\n");
    assertThat(fixture.run("squash", "M0002", "M0002").err())
        .isEqualTo("postcar: There is nothing to squash from M0002_Two to M0002_Two.\n");
    assertThat(fixture.run("squash", "M0001").exitCode()).isEqualTo(2);
    assertThat(fixture.run("squash", "M0001", "M0009").exitCode()).isEqualTo(2);
    assertThat(fixture.run("squash", "M0001", "M0003", "three").err())
        .contains("app.M0003_Three is already the name of a migration: choose another NAME");
  }

  @Test
  void theSqlStaysTheSameToTheLastBlankAndTheSessionIsTakenBack() {
    fixture
        .source(
            "M0004_Odd",
            """
            @Timeouts(lock = "7s")
            @AllowHazard(value = "drop-table", because = "a \\"dead\\" one \\\\ or so")
            @AllowHazard(value = "truncate", because = "empty")
            public class M0004_Odd extends Migration {
              public String forward() {
                return "set search_path = elsewhere;\\ncreate schema elsewhere;\\ncreate table inner_one (t text default 'a\\\\nb\\"\\"\\"c \\t');   \\nset time zone 'Asia/Tokyo';create temp table x (id int);\\ncomment on table inner_one is E'ö \\u6f22 \\\\u0041' -- no end";
              }
              public String rollback() { return "drop schema elsewhere cascade"; }
            }
            """)
        .sql(
            "M0005_Then",
            """
            create temp table x (other int);
            create table plain as select 'x'::text as x, timestamptz '2020-01-01' as at;
            """,
            "drop table public.plain");
    Ran ran = fixture.run("squash", "M0003", "M0005");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(sources())
        .contains("@Timeouts(lock = \"7s\")")
        .contains(
            "@AllowHazard(value = \"drop-table\", because = \"a \\\"dead\\\" one \\\\ or so\")\n")
        .contains("@AllowHazard(value = \"truncate\", because = \"empty\")\n");
    Ran migrated = fixture.run("migrate");
    assertThat(migrated.exitCode()).as(migrated.err()).isZero();
    assertThat(fixture.database().hasRelation("public.plain")).isTrue();
    assertThat(fixture.database().value("select extract(epoch from at)::int from plain"))
        .isEqualTo("1577836800");
    assertThat(
            fixture
                .database()
                .value(
                    "select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid ="
                        + " 'elsewhere.inner_one'::regclass"))
        .isEqualTo("'a\\nb\"\"\"c \t'::text");
    assertThat(fixture.database().value("select obj_description('elsewhere.inner_one'::regclass)"))
        .isEqualTo("ö 漢 A");
  }

  @Test
  void oneWithoutARollbackMakesAllIrreversibleAndIsSaid() {
    fixture.sql("M0004_Four", "create table four ()", null);
    Ran ran = fixture.run("squash", "M0002", "M0004");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .contains("It is irreversible, because there is no rollback in app.M0004_Four.\n");
    assertThat(sources()).contains("in one; irreversible, as some of them are. */");
  }

  @Test
  void aValueOfAnEnumThatIsUsedTooSoonIsFoundOutOnTheScratchDatabase() {
    fixture
        .sql("M0004_Mood", "create type mood as enum ('sad')", "drop type mood")
        .sql("M0005_Happy", "alter type mood add value 'happy'", "select 1")
        .sql("M0006_Use", "create table m (m mood default 'happy')", "drop table m");
    String before = sources();
    Ran ran = fixture.run("squash", "M0005", "M0006");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("Refused: the squash was tried on a scratch database. Nothing was changed.")
        .contains("It fails, but its parts succeed one by one")
        .contains("squash up to the migration that adds it, and from the one that uses it");
    assertThat(sources()).isEqualTo(before);
  }

  @Test
  void aRollbackThatDoesNotLeadBackIsRefused() {
    fixture.sql("M0004_Four", "create table four ()", "select 1");
    Ran ran = fixture.run("squash", "M0003", "M0004");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("Its rollback does not restore the schema:\n  table public.four");
  }

  @Test
  void withoutADatabaseNoneIsAsked() {
    fixture.write("postcar.conf.groovy", "packages = ['app']\nsources = ['src']\n");
    Ran ran = fixture.run("squash", "M0001", "M0003");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(sources()).doesNotContain("M0001_One.java");
  }

  @Test
  void whatCannotBeWrittenLeavesEverythingAsItWas() throws IOException {
    String before = sources();
    // A directory stands where the new source would be written first.
    Path aside = fixture.directory().resolve("src/app/.M0003_SquashedFrom0001.java.postcar-new");
    Files.createDirectories(aside.resolve("full"));
    Ran ran = fixture.run("squash", "M0001", "M0003");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("no file was changed");
    assertThat(sources()).isEqualTo(before);
    Files.delete(aside.resolve("full"));
    Files.delete(aside);
    try (Stream<Path> files = Files.list(fixture.directory().resolve("src/app"))) {
      assertThat(files.filter(file -> file.getFileName().toString().startsWith("."))).isEmpty();
    }
  }

  /** All sources below the root, one after the other. */
  private String sources() {
    Path root = fixture.directory().resolve("src");
    try (Stream<Path> walk = Files.walk(root)) {
      TreeMap<String, String> texts = new TreeMap<>();
      for (Path file : walk.filter(one -> one.toString().endsWith(".java")).toList()) {
        texts.put(root.relativize(file).toString(), Files.readString(file));
      }
      return texts.entrySet().stream()
          .map(entry -> "== " + entry.getKey() + "\n" + entry.getValue())
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
