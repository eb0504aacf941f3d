package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.nio.file.Files;
import java.util.Comparator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code trace} from end to end; the test server makes the scratch databases. */
final class TraceCommandTest {

  private final CommandLineFixture fixture =
      new CommandLineFixture()
          .sql(
              "M0001_Book",
              """
              create table book (id bigint primary key, title text);
              create table sale (id bigint); create table note (id bigint);""",
              "drop table book;")
          .sql(
              "M0002_Isbn",
              """
              alter table book add column isbn text;
              create index book_isbn on book (isbn);
              """,
              null);

  @AfterEach
  void close() {
    fixture.close();
  }

  private Ran trace(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "trace";
    System.arraycopy(args, 0, all, 1, args.length);
    all[args.length + 1] = "--scratch";
    all[args.length + 2] = scratch();
    return fixture.run(all);
  }

  private String scratch() {
    return "postgresql://%s:%s@%s:%d/postgres"
        .formatted(
            fixture.database().server().user(),
            fixture.database().server().password(),
            fixture.database().server().host(),
            fixture.database().server().port());
  }

  private static String normal(String text) {
    return text.replaceAll(" +\\d+ ms", "  TIME");
  }

  @Test
  void whatIsPendingIsTracedAndWhatHurtsIsSaidWithTheSaferWay() {
    fixture.run("migrate", "--to", "M0001");
    Ran ran = trace();
    assertThat(ran.exitCode()).isZero();
    assertThat(normal(ran.out()))
        .isEqualTo(
            """
            app.M0002_Isbn
               1  alter table book add column isbn text  TIME  AccessExclusiveLock book
               2  create index book_isbn on book (isbn)  TIME  ShareLock book; scans book

            danger app.M0002_Isbn, statement 2 (create-index-blocks-writes): All writes of book wait until the index is built.
              Safer: create index concurrently, in a @NonTransactional migration.
            danger app.M0002_Isbn, statement 2 (work-under-lock): book stays locked while this reads or writes a whole table.
              Safer: do the long work in a migration of its own, before or after.
              Safe form, with a proof: postcar safer M0002_Isbn

            More on a hint: hints/ID.html in the manual.
            Traced 1 migration: 2 danger.
            """);
    assertThat(fixture.database().value("select count(*) from _postcar.migration")).isEqualTo("1");
    assertThat(
            fixture
                .database()
                .value("select count(*) from pg_database where datname like 'postcar_scratch%'"))
        .isEqualTo("0");
  }

  @Test
  void nothingPendingIsSaid() {
    fixture.run("migrate");
    assertThat(trace().out()).startsWith("No migration is pending: nothing to trace");
    assertThat(trace("--all").out()).contains("app.M0001_Book", "app.M0002_Isbn");
  }

  @Test
  void whatAnEarlierPendingMigrationMakesNobodyWaitsFor() {
    fixture
        .sql("M0003_Shelf", "create table shelf (id bigint primary key, name text);", null)
        .sql(
            "M0004_Index",
            "create index on shelf (name); alter table shelf rename column name to title;",
            null)
        .sql("M0005_Drop", "alter table book drop column isbn;", null);
    fixture.run("migrate", "--to", "M0001");
    assertThat(trace().out())
        .contains("create index on shelf (name)", "Traced 4 migrations: 2 danger.")
        .doesNotContain("M0004_Index, statement", "M0005_Drop, statement");
    assertThat(trace("--all").out())
        .contains(
            "danger app.M0004_Index, statement 1 (create-index-blocks-writes)",
            "danger app.M0004_Index, statement 2 (rename-column)",
            "warn app.M0005_Drop, statement 1 (drop-column)");
  }

  @Test
  void withoutADatabaseEverythingIsTraced() {
    fixture.write("postcar.conf.groovy", "packages = ['app']\nsources = ['src']\n");
    Ran ran = trace();
    assertThat(ran.warnings()).isEmpty();
    assertThat(ran.out()).contains("app.M0001_Book", "app.M0002_Isbn");
  }

  @Test
  void asJsonItHasTheFieldsOfTheContractWhetherOrNotItFails() throws Exception {
    Ran ran = trace("--json", "--fail-on", "danger");
    assertThat(ran.exitCode()).isEqualTo(6);
    JsonNode document = new ObjectMapper().readTree(ran.out());
    assertThat(document.fieldNames()).toIterable().containsExactly("migrations", "hints");
    JsonNode statement = document.at("/migrations/1/statements/1");
    assertThat(statement.fieldNames())
        .toIterable()
        .containsExactly("sql", "durationMs", "walBytes", "locks", "rewrites", "scans");
    assertThat(statement.get("sql").asText()).isEqualTo("create index book_isbn on book (isbn)");
    assertThat(statement.get("walBytes").asLong()).isPositive();
    assertThat(statement.get("locks").toString())
        .isEqualTo("[{\"relation\":\"book\",\"mode\":\"ShareLock\"}]");
    assertThat(statement.get("rewrites").toString()).isEqualTo("[]");
    assertThat(statement.get("scans").toString()).isEqualTo("[\"book\"]");
    JsonNode hint = document.at("/hints/0");
    assertThat(hint.fieldNames())
        .toIterable()
        .containsExactly(
            "id", "migration", "statement", "level", "message", "docs", "object", "allowed");
    assertThat(hint.get("object").asText()).isEqualTo("book");
    assertThat(hint.get("allowed").isNull()).isTrue();
    assertThat(hint.get("docs").asText()).isEqualTo("hints/create-index-blocks-writes.html");
    assertThat(hint.get("id").asText()).isEqualTo("create-index-blocks-writes");
    assertThat(hint.get("migration").asText()).isEqualTo("app.M0002_Isbn");
    assertThat(hint.get("statement").asInt()).isEqualTo(2);
    assertThat(hint.get("level").asText()).isEqualTo("danger");
    assertThat(trace("--json").exitCode()).isZero();
  }

  @Test
  void aHintOfTheLevelOrAboveIsAFinding() {
    fixture.delete("src/app/M0002_Isbn.java").sql("M0002_Drop", "drop table sale;", null);
    assertThat(trace("--fail-on", "danger").exitCode()).isZero();
    Ran warned = trace("--fail-on", "warn");
    assertThat(warned.exitCode()).isEqualTo(6);
    assertThat(warned.out()).contains("warn app.M0002_Drop, statement 1 (drop-table)");
    assertThat(trace("--fail-on", "never").exitCode()).isEqualTo(2);
  }

  @Test
  void annotationsNameFileAndLine() throws Exception {
    Ran github = trace("--format", "github");
    assertThat(github.exitCode()).isZero();
    assertThat(github.out())
        .contains(
            "\n::error file=src/app/M0002_Isbn.java,line=6,title=danger create-index-blocks-writes"
                + "::All writes of book wait until the index is built. Safer: create index"
                + " concurrently, in a @NonTransactional migration."
                + "%0AMore: hints/create-index-blocks-writes.html\n");
    JsonNode issue = new ObjectMapper().readTree(trace("--format", "gitlab").out()).get(0);
    assertThat(issue.get("check_name").asText()).isEqualTo("postcar/create-index-blocks-writes");
    assertThat(issue.get("description").asText())
        .endsWith(" More: hints/create-index-blocks-writes.html");
    assertThat(issue.get("severity").asText()).isEqualTo("critical");
    assertThat(issue.get("fingerprint").asText()).hasSize(64);
    assertThat(issue.at("/location/path").asText()).isEqualTo("src/app/M0002_Isbn.java");
    assertThat(issue.at("/location/lines/begin").asInt()).isEqualTo(6);
    assertThat(trace("--format", "html").exitCode()).isEqualTo(2);
    assertThat(trace("--format", "github", "--json").exitCode()).isEqualTo(2);
  }

  @Test
  void ofStatementsThatBeginAlikeEachHasItsOwnLine() {
    fixture.sql(
        "M0003_Alike",
        """
        alter table book
          add column a int;
        alter table book
          drop column isbn;
        """,
        null);
    assertThat(trace("--format", "github").out())
        .contains("file=src/app/M0003_Alike.java,line=7,title=warn drop-column::");
  }

  @Test
  void sizesOfTheRealTablesRaiseAndLowerHintsAndOrderThem() throws Exception {
    fixture
        .sql("M0003_Both", "create index sale_id on sale (id); update book set title = '';", null)
        .sql("M0004_Empty", "create index note_id on note (id)", null);
    fixture.write(
        "sizes.json",
        """
        {"made": {"by": "hand"}, "tables": [
          {"relation": "book", "bytes": 2000000000, "rows": 100, "reads": 1, "writes": 1},
          {"relation": "sale", "bytes": 8192, "rows": 10, "reads": 0, "writes": 0},
          {"relation": "note", "bytes": 8192, "rows": 0, "reads": 0, "writes": 9}]}
        """);
    JsonNode hints =
        new ObjectMapper().readTree(trace("--stats", "sizes.json", "--json").out()).get("hints");
    assertThat(hints)
        .extracting(hint -> hint.get("level").asText() + " " + hint.get("id").asText())
        .contains("danger update-without-where", "warn create-index-blocks-writes")
        .contains("info create-index-blocks-writes")
        .isSortedAccordingTo(
            Comparator.comparing(text -> "danger warn info".indexOf(text.split(" ", -1)[0])));
  }

  @Test
  void hintsOfOneKindAreOneLineForEachMigrationAndTheSaferWayIsShownOnce() {
    fixture
        .sql(
            "M0003_Many",
            """
            drop table sale;
            alter table book drop column title;
            drop table note;
            """,
            null)
        .sql("M0004_More", "drop table book;", null);
    assertThat(trace("--all").out())
        .contains(
            "\nwarn app.M0003_Many, statements 1, 3 (drop-table): Whatever still uses sale, note fails")
        .contains(
            "\nwarn app.M0003_Many, statement 2 (drop-column):\n  Whatever still uses book.title ")
        .contains("\nwarn app.M0004_More, statement 1 (drop-table): Whatever still uses book fails")
        .containsOnlyOnce("Safer: first release code that does not use it, revoke");
    fixture.sql("M0003_Many", "drop table sale; drop table note;", null);
    assertThat(trace("--all", "--format", "github").out())
        .containsOnlyOnce("file=src/app/M0003_Many.java,line=5,title=warn drop-table::Whatever")
        .contains("::Whatever still uses sale, note fails after the commit");
  }

  @Test
  void lesserHintsAreLeftOutAndCountedUnlessTheyAreFindings() {
    fixture
        .sql("M0003_Drop", "drop table sale;", null)
        .sql("M0004_Json", "alter table book add x json;", null);
    Ran danger = trace("--level", "danger");
    assertThat(danger.out())
        .contains("danger app.M0002_Isbn", "2 danger, 1 warn (not shown), 1 info (not shown).")
        .doesNotContain("M0003_Drop, statement");
    assertThat(trace("--level", "danger", "--fail-on", "warn").out())
        .contains("warn app.M0003_Drop, statement 1", "2 danger, 1 warn, 1 info (not shown).")
        .doesNotContain("json-column");
    assertThat(trace("--level", "danger", "--json").out()).contains("json-column");
    assertThat(trace("--level", "danger", "--format", "gitlab").out()).doesNotContain("drop-table");
    assertThat(trace("--level", "all").err())
        .isEqualTo("postcar: --level takes info, warn or danger, not all.\n");
  }

  @Test
  void whatIsAllowedIsNeitherPrintedNorAFinding() throws Exception {
    fixture
        .source(
            "M0002_Isbn",
            """
            @AllowHazard(value = "create-index-blocks-writes", because = "it is small")
            public class M0002_Isbn extends Migration {
              public String forward() { return "create index book_title on book (title)"; }
            }
            """)
        .write(
            "src/app/M0003_Drop.sql",
            "-- postcar: allow drop-table because nothing reads it\ndrop table sale;\n")
        .sql("M0004_Rename", "alter table book rename column title to name;", null);
    fixture.write("postcar.conf.groovy", fixture.conf("") + "\nallowHazards = ['rename-column']\n");
    Ran ran = trace("--fail-on", "info");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .endsWith("Traced 4 migrations: 3 allowed.\n")
        .doesNotContain("rename-column", "drop-table", "create-index-blocks-writes");
    assertThat(trace("--format", "github").out()).doesNotContain("::error");
    JsonNode hints = new ObjectMapper().readTree(trace("--json").out()).get("hints");
    assertThat(hints)
        .extracting(hint -> hint.get("id").asText() + ": " + hint.get("allowed").asText())
        .containsExactlyInAnyOrder(
            "create-index-blocks-writes: it is small",
            "drop-table: nothing reads it",
            "rename-column: allowHazards");
    fixture.write("postcar.conf.groovy", fixture.conf("") + "\nallowHazards = ['rename-colum']\n");
    Ran wrong = trace();
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err())
        .contains(
            "allowHazards: \"rename-colum\" is not a hazard; the nearest is rename-column.\n");
  }

  @Test
  void onlyWhatIsNewOrEditedSinceABranchIsTraced() {
    fixture.source("Elsewhere", "class Elsewhere {}");
    fixture.git("init", "-q", "-b", "main", ".");
    fixture.git("add", ".");
    fixture.git("commit", "-q", "-m", "two");
    fixture.git("checkout", "-q", "-b", "feature");
    assertThat(trace("--since", "main").out())
        .isEqualTo("No migration to trace is new or edited since main.\n");
    fixture.source("Elsewhere", "class Elsewhere { int changed; }");
    fixture.sql("M0003_New", "alter table book add x json;", null);
    fixture.git("add", ".");
    fixture.git("commit", "-q", "-m", "three");
    fixture.sql("M0004_Uncommitted", "drop table sale;", null);
    fixture.sql(
        "M0001_Book", "create table book (id bigint); create table sale (id bigint);", null);
    Ran ran = trace("--all", "--since", "main");
    assertThat(ran.out())
        .startsWith("app.M0001_Book\n")
        .contains("\napp.M0003_New\n", "\napp.M0004_Uncommitted\n")
        .doesNotContain("M0002_Isbn");
    fixture.run("migrate", "--to", "M0003");
    assertThat(trace("--since", "main").out())
        .startsWith("app.M0004_Uncommitted\n")
        .contains("Traced 1 migration: ");
    Ran unknown = trace("--since", "nowhere");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.err())
        .contains("--since: git finds no branch or commit nowhere here")
        .contains("then --since origin/main");
  }

  @Test
  void sizesAreWrittenFromTheDatabaseAndReadBackFromFileAndDatabase() throws Exception {
    fixture.run("migrate", "--to", "M0001");
    Ran written = fixture.run("trace", "--write-stats", "sizes.json");
    assertThat(written.out()).matches("Wrote the sizes of \\d+ tables to sizes.json.\n");
    JsonNode tables =
        new ObjectMapper()
            .readTree(Files.readString(fixture.directory().resolve("sizes.json")))
            .get("tables");
    assertThat(tables).extracting(table -> table.get("relation").asText()).contains("book", "sale");
    assertThat(tables.get(0).fieldNames())
        .toIterable()
        .containsExactly("relation", "bytes", "rows", "reads", "writes");
    assertThat(fixture.run("trace", "--write-stats", "-").out())
        .isEqualTo(Files.readString(fixture.directory().resolve("sizes.json")));
    assertThat(trace("--stats", "sizes.json").out()).contains("info app.M0002_Isbn, statement 2");
    assertThat(trace("--stats", fixture.database().url()).out())
        .contains("info app.M0002_Isbn, statement 2");
  }

  @Test
  void whatIsNoFileOfSizesIsRefusedInOneLine() {
    fixture.write("sizes.json", "[1]");
    Ran ran = trace("--stats", "sizes.json");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "postcar: --stats: sizes.json was not written by --write-stats: expected START_OBJECT, found START_ARRAY.\n");
    assertThat(trace("--stats", "none.json").err())
        .isEqualTo("postcar: --stats: none.json cannot be read.\n");
  }

  @Test
  void aMigrationThatFailsIsNamedAndOnlyTheScratchDatabaseWasTouched() throws Exception {
    fixture.sql("M0003_Bad", "select 1; alter table nope add x int;", null);
    Ran ran = trace();
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .contains("app.M0003_Bad failed: relation \"nope\" does not exist (SQLSTATE 42P01)")
        .containsPattern("statement 2, line 1:\n.*\n.*\n  at .*src/app/M0003_Bad.java:5\n")
        .contains("State: this was on the scratch database; no other was touched.");
    assertThat(ran.out())
        .contains("danger app.M0002_Isbn, statement 2 (create-index-blocks-writes)")
        .endsWith("Traced 2 migrations: 2 danger.\n");
    Ran json = trace("--json");
    assertThat(json.exitCode()).isEqualTo(1);
    JsonNode error = new ObjectMapper().readTree(json.out()).get("error");
    assertThat(error.at("/resultSoFar/migrations")).hasSize(2);
    assertThat(error.at("/resultSoFar/migrations/0/statements/0/minor").isMissingNode()).isTrue();
    Ran gitlab = trace("--format", "gitlab");
    assertThat(gitlab.exitCode()).isEqualTo(1);
    assertThat(new ObjectMapper().readTree(gitlab.out())).hasSize(2);
  }

  @Test
  void codeMigrationsAreOneStepWithTheirLocks() throws Exception {
    fixture
        .source(
            "M0003_Code",
            """
            public class M0003_Code extends CodeMigration {
              public void forward(Context context) throws Exception {
                try (var statement = context.connection().createStatement()) {
                  statement.execute("alter table book add column pages int");
                }
              }
            }
            """)
        .source(
            "M0004_Outside",
            """
            @NonTransactional
            public class M0004_Outside extends CodeMigration {
              public void forward(Context context) throws Exception {
                context.inBatches("delete from sale where id in (select id from sale limit 10)");
              }
            }
            """)
        .source(
            "M0005_Concurrently",
            """
            @NonTransactional
            public class M0005_Concurrently extends Migration {
              public String forward() {
                return "create index concurrently sale_id on sale (id); analyze sale";
              }
            }
            """);
    Ran ran = trace("--json");
    assertThat(ran.warnings()).isEmpty();
    JsonNode migrations = new ObjectMapper().readTree(ran.out()).get("migrations");
    assertThat(migrations.at("/2/statements/0/sql").isNull()).isTrue();
    assertThat(migrations.at("/2/statements/0/locks").toString())
        .contains("{\"relation\":\"book\",\"mode\":\"AccessExclusiveLock\"}");
    assertThat(migrations.at("/3/statements")).hasSize(1);
    assertThat(migrations.at("/4/statements/0/locks").toString())
        .isEqualTo("[{\"relation\":\"sale\",\"mode\":\"ShareUpdateExclusiveLock\"}]");
    assertThat(migrations.at("/4/statements/0/scans").toString()).isEqualTo("[\"sale\"]");
    assertThat(migrations.at("/4/statements/1/locks").toString())
        .startsWith("[{\"relation\":\"sale\",\"mode\":\"ShareUpdateExclusiveLock\"}");
  }
}
