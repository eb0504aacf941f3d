package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code rehearse} from end to end; the test server makes the scratch databases. */
final class RehearseCommandTest {

  private static final String COLUMNS =
      "select count(*) from information_schema.columns where column_name = 'isbn'";

  private final CommandLineFixture fixture =
      new CommandLineFixture()
          .sql(
              "M0001_Book",
              "create table book (id bigint primary key, title text not null);",
              "drop table book;")
          .sql("M0002_Isbn", "alter table book add column isbn text; select pg_sleep(0.3);", null);

  @AfterEach
  void close() {
    fixture.close();
  }

  private Ran rehearse(String... args) {
    List<String> all = new ArrayList<>(List.of("rehearse"));
    all.addAll(List.of(args));
    if (!all.contains("--rows") && !all.contains("--database") && !all.contains("--dump")) {
      all.addAll(List.of("--rows", "2000"));
    }
    all.addAll(List.of("--seconds", "1", "--clients", "3", "--scratch", url("postgres")));
    return fixture.run(all.toArray(String[]::new));
  }

  private String url(String database) {
    return "postgresql://%s:%s@%s:%d/%s"
        .formatted(
            fixture.database().server().user(),
            fixture.database().server().password(),
            fixture.database().server().host(),
            fixture.database().server().port(),
            database);
  }

  @Test
  void whatIsPendingIsMeasured() throws Exception {
    fixture.run("migrate", "--to", "M0001");
    Ran ran = rehearse("--json");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    JsonNode document = new ObjectMapper().readTree(ran.out());
    assertThat(document.fieldNames())
        .toIterable()
        .containsExactly(
            "selected",
            "data",
            "traffic",
            "seed",
            "migrations",
            "before",
            "after",
            "broken",
            "notes");
    assertThat(document.at("/selected").asText()).startsWith("pending in ");
    assertThat(document.at("/data").asText()).isEqualTo("2,000 made-up rows in each table");
    assertThat(document.at("/migrations")).hasSize(1);
    assertThat(document.at("/migrations/0/id").asText()).isEqualTo("app.M0002_Isbn");
    assertThat(document.at("/migrations/0/statements/0/locks/0/mode").asText())
        .isEqualTo("AccessExclusiveLock");
    assertThat(document.at("/migrations/0/statements/1/traffic/writers/count").asInt())
        .isPositive();
    assertThat(fixture.database().value("select count(*) from _postcar.migration")).isEqualTo("1");
    assertThat(
            fixture
                .database()
                .value("select count(*) from pg_database where datname like 'postcar_scratch%'"))
        .isEqualTo("0");
  }

  @Test
  void theTextHasTheVerdictFirst() {
    Ran ran = rehearse("M0002");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .startsWith("Longest wait for a lock: ")
        .containsSubsequence(
            "Worst: app.M0002_Isbn, statement ",
            "readers, ms",
            "before",
            "app.M0002_Isbn (",
            " 1  alter table book add column isbn text",
            "after",
            "Rehearsed: from app.M0002_Isbn on",
            "--seed 1 repeats it",
            "Limits:",
            "one machine");
  }

  @Test
  void aDumpHasTheRows() {
    fixture.write(
        "shop.sql",
        """
        create table book (id bigint primary key, title text not null);
        insert into book select g, 'x' from generate_series(1, 700) g;
        """);
    Ran ran = rehearse("M0002", "--dump", "shop.sql");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).contains("from app.M0002_Isbn on", "the rows of shop.sql");
  }

  @Test
  void aLongWaitIsAFinding() {
    Ran ran = rehearse("M0002", "--fail-on", "wait=50ms");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out()).startsWith("Longest wait for a lock: ");
    assertThat(rehearse("M0002", "--fail-on", "wait=10min").exitCode()).isZero();
  }

  @Test
  void nothingPendingIsSaid() {
    fixture.run("migrate");
    Ran ran = rehearse();
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out()).startsWith("No migration is pending in ");
  }

  @Test
  void newTablesMakeNobodyWait() {
    Ran ran = rehearse();
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out()).startsWith("The migrations touch no table that was there before");
  }

  @Test
  void withoutADatabaseAnIdIsNeeded() {
    fixture.write("postcar.conf.groovy", "packages = ['app']\nsources = ['src']\n");
    Ran ran = rehearse();
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("postcar rehearse ID");
  }

  @Test
  void wrongOptionsAreRefused() {
    assertThat(rehearse("--fail-on", "500ms").err()).contains("--fail-on takes wait=DURATION");
    assertThat(rehearse("--rate", "many").err()).contains("--rate must be a number");
    assertThat(fixture.run("rehearse", "--clients", "0").exitCode()).isEqualTo(2);
    assertThat(rehearse("--dump", "a.sql", "--database", "x").err()).contains("use one");
  }

  @Test
  void theConfiguredDatabaseIsNeverChanged() {
    fixture.run("migrate", "--to", "M0001");
    String name = fixture.database().name();
    Ran ran = rehearse("--database", url(name), "--yes", name);
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("is the configured database", "Nothing was changed");
    assertThat(fixture.database().value(COLUMNS)).isEqualTo("0");
  }

  @Test
  void aCloneIsChangedOnceItsNameIsTypedAndNobodyUsesIt() throws Exception {
    fixture.run("migrate", "--to", "M0001");
    fixture.database().execute("insert into book select g, 'x' from generate_series(1, 500) g");
    fixture.source(
        "M0003_Code",
        """
        public class M0003_Code extends CodeMigration {
          public void forward(Context context) throws Exception {
            context.connection().createStatement().execute("create table by_code ()");
          }
        }
        """);
    try (TestDatabase clone =
        new TestDatabase(fixture.database().server(), fixture.database().name())) {
      Ran other = rehearse("--database", url(clone.name()), "--yes", "another");
      assertThat(other.exitCode()).isEqualTo(2);
      assertThat(other.err()).contains("add --yes " + clone.name(), "nothing was changed");
      try (Connection used = clone.connect()) {
        assertThat(used.isClosed()).isFalse();
        Ran busy = rehearse("--database", url(clone.name()), "--yes", clone.name());
        assertThat(busy.exitCode()).isEqualTo(4);
        assertThat(busy.err()).contains("has 1 other session");
      }
      awaitNoSessionIn(clone.name());
      Ran ran = rehearse("--database", url(clone.name()), "--yes", clone.name());
      assertThat(ran.exitCode()).as(ran.err()).isZero();
      assertThat(ran.out())
          .contains(
              "the rows of " + clone.name(),
              "left out, as its code may reach other systems: app.M0003_Code",
              "has changed and its history does not say so: drop it");
      assertThat(clone.value(COLUMNS)).isEqualTo("1");
      assertThat(clone.hasRelation("by_code")).isFalse();
      assertThat(clone.value("select count(*) from _postcar.migration")).isEqualTo("1");
    }
    assertThat(fixture.database().value(COLUMNS)).isEqualTo("0");
  }

  private void awaitNoSessionIn(String name) throws InterruptedException {
    String sessions = "select count(*) from pg_stat_activity where datname = '" + name + "'";
    for (int i = 0; i < 100 && !fixture.database().value(sessions).equals("0"); i++) {
      Thread.sleep(50);
    }
  }
}
