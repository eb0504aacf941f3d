package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code status}: what is asked of it every day. */
final class StatusCommandTest {

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  private void view(String name, String annotations, String up) {
    fixture.source(
        name,
        "%s public class %s extends View { public String up() { return \"%s\"; } public String down() { return \"drop view %s\"; } }"
            .formatted(annotations, name, up, name));
  }

  @Test
  void theHeaderNamesDatabaseServerAndNamespace() throws Exception {
    Ran ran = fixture.run("status");
    assertThat(ran.out())
        .startsWith(
            "Database %s on %s:%d (PostgreSQL "
                .formatted(
                    fixture.database().name(),
                    fixture.database().server().host(),
                    fixture.database().server().port()))
        .contains("), namespace _postcar\n");
    JsonNode server = new ObjectMapper().readTree(fixture.run("status", "--json").out());
    assertThat(server.at("/server/port").asInt()).isEqualTo(fixture.database().server().port());
    assertThat(server.at("/server/version").asText()).matches("\\d+\\.\\d+.*|\\d+\\w+");
  }

  @Test
  void everyStateIsCountedAndDated() {
    fixture.run("migrate", "--to", "M0002");
    fixture.run("rollback", "M0002");
    fixture.run("mark", "M0002");
    fixture.sql("M0001_One", "create table one (id bigint);", null);
    fixture.sql("M0004_Four", "select 4;", "select 4;").run("skip", "M0004");
    view("Names", "@Since(M0001_One.class)", "create view names as select 1 as one");
    Ran ran = fixture.run("status");
    assertThat(fixture.normal(ran.out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            changed     app.M0001_One    WHEN  TIME
            marked      app.M0002_Two    WHEN  TIME
            pending     app.M0003_Three
            skipped     app.M0004_Four   WHEN  TIME
            to create   view app.Names
            1 marked, 1 skipped, 1 changed, 1 pending, 1 view to create.
            """);
  }

  @Test
  void onlySomeStatesAreShownAndAllAreCounted() throws Exception {
    fixture.run("migrate", "--to", "M0002");
    fixture.run("rollback");
    assertThat(fixture.normal(fixture.run("status", "--pending").out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            reverted    app.M0002_Two    WHEN
            pending     app.M0003_Three
            1 applied, 1 reverted, 1 pending.
            """);
    assertThat(fixture.run("status", "--state", "applied,reverted").out())
        .contains("M0001_One", "M0002_Two")
        .doesNotContain("M0003_Three");
    assertThat(fixture.run("status", "--state", "APPLIED", "--state", "pending").out())
        .contains("M0001_One", "M0003_Three")
        .doesNotContain("M0002_Two");
    JsonNode json =
        new ObjectMapper().readTree(fixture.run("status", "--state=pending", "--json").out());
    assertThat(json.get("migrations").findValuesAsText("id")).containsExactly("app.M0003_Three");
    assertThat(json.get("pending").asInt()).isEqualTo(2);
  }

  @Test
  void aStateThatIsNoneIsRefusedWithTheNearest() {
    Ran ran = fixture.run("status", "--state", "aplied");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo("postcar: --state: there is no state \"aplied\". Did you mean applied?\n");
    assertThat(fixture.run("status", "--state", "xxxxxxxxx").err())
        .contains("The states are applied, changed, inactive, interrupted, marked, missing");
  }

  @Test
  void viewsHaveStates() throws Exception {
    view("Names", "@Since(M0001_One.class)", "create view names as select name from one");
    view("Ends", "@Until(M0003_Three.class)", "create view ends as select 1 as one");
    fixture.run("migrate", "--to", "M0002");
    assertThat(fixture.run("status").out())
        .contains("up to date  view app.Names", "to drop     view app.Ends")
        .endsWith("2 applied, 1 pending, 1 view to drop.\n");
    fixture.sql("M0003_Three", "select 3;", null);
    fixture.run("migrate");
    assertThat(fixture.run("status").out()).contains("inactive    view app.Ends");
    view("Names", "@Since(M0001_One.class)", "create view names as select name as n from one");
    JsonNode json = new ObjectMapper().readTree(fixture.run("status", "--json").out());
    assertThat(json.get("pending").asInt()).isZero();
    assertThat(json.get("viewsPending").asInt()).isEqualTo(1);
    assertThat(json.get("views")).hasSize(2);
    assertThat(fixture.run("status", "--pending").out())
        .contains("to rebuild  view app.Names")
        .doesNotContain("Ends")
        .endsWith("3 applied, 0 pending, 1 view to rebuild.\n");
    assertThat(fixture.run("status", "--state", "to-rebuild").out()).contains("view app.Names");
  }

  @Test
  void onANarrowTerminalColumnsAreLeftOutFromTheRight() {
    fixture.run("migrate");
    fixture.answer("").environment("NO_COLOR", "1");
    assertThat(fixture.normal(fixture.environment("COLUMNS", "100").run("status").out()))
        .contains("applied     app.M0003_Three  WHEN  TIME\n");
    String narrow = fixture.environment("COLUMNS", "50").run("status").out();
    assertThat(fixture.normal(narrow)).contains("applied     app.M0003_Three  WHEN\n");
    String day = fixture.environment("COLUMNS", "42").run("status").out();
    assertThat(day).containsPattern("app.M0003_Three  \\d{4}-\\d\\d-\\d\\d\n");
  }

  @Test
  void aSourceThatDoesNotCompileHidesNothingElse() throws Exception {
    fixture.run("migrate", "--to", "M0002");
    fixture.source("M0002_Two", "public class M0002_Two extends Migration {");
    fixture.source("M0004_Four", "public class M0004_Four extends Nowhere { }");
    fixture.source(
        "M0005_Five",
        "@Requires(M0004_Four.class) public class M0005_Five extends Migration { public String forward() { return \"select 5\"; } }");
    Ran ran = fixture.run("status");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(fixture.normal(ran.out()))
        .isEqualTo(
            """
            Database DB on SERVER, namespace _postcar
            applied     app.M0001_One    WHEN  TIME
            applied     app.M0002_Two    WHEN  TIME
            pending     app.M0003_Three
            unreadable  app.M0004_Four
            unreadable  app.M0005_Five
            2 applied, 1 pending, 2 unreadable.
            """);
    assertThat(ran.err())
        .startsWith("postcar: The sources do not compile.\n")
        .contains("M0002_Two.java:3: ");
    JsonNode error = new ObjectMapper().readTree(fixture.run("status", "--json").out());
    assertThat(error.at("/error/kind").asText()).isEqualTo("source");
    assertThat(error.at("/error/resultSoFar/migrations")).hasSize(3);
    assertThat(error.at("/error/resultSoFar/unreadable")).hasSize(2);
    assertThat(fixture.run("status", "--pending").out())
        .contains("M0003_Three", "M0004_Four")
        .doesNotContain("M0001_One");
  }

  @Test
  void aClassThatThrowsOrAFileThatIsWrongHidesNothingElse() {
    fixture.run("migrate", "--to", "M0002");
    fixture.delete("src/app/M0001_One.java");
    fixture.source(
        "M0002_Two",
        "public class M0002_Two extends Migration { public String forward() { throw new IllegalStateException(\"no\"); } }");
    fixture.write("src/app/M0004_Four.sql", "-- postcar: nontransactionl\nselect 4;\n");
    fixture.write("src/app/M0005_Five.sql", "select 5;\n");
    Ran ran = fixture.run("status");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(fixture.normal(ran.out()))
        .endsWith(
            """
            missing     app.M0001_One    WHEN  TIME
            applied     app.M0002_Two    WHEN  TIME
            pending     app.M0003_Three
            pending     app.M0005_Five
            unreadable  app.M0004_Four
            1 applied, 1 missing, 2 pending, 1 unreadable.
            """);
    assertThat(ran.err()).contains("app.M0002_Two: forward() throws", "app.M0004_Four: ");
  }

  @Test
  void whatIsWrongBetweenMigrationsHidesNoneOfThem() {
    fixture.run("migrate");
    fixture.source(
        "M0004_Four",
        "@Requires(names = \"app.M0009_Nine\") public class M0004_Four extends Migration { public String forward() { return \"select 4\"; } }");
    Ran ran = fixture.run("status");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.out()).endsWith("3 applied, 1 pending.\n");
    assertThat(ran.err()).contains("M0009_Nine");
    fixture.delete("src/app/M0004_Four.java");
    fixture.sql("M0003_Other", "select 3;", null);
    Ran twice = fixture.run("status");
    assertThat(twice.exitCode()).isEqualTo(4);
    assertThat(twice.out()).contains("applied     app.M0003_Three", "app.M0003_Other");
    assertThat(twice.err()).contains("renumber M0003_");
    view("Names", "@Since(M0001_One.class) @Uses(Gone.class)", "create view names as select 1");
    assertThat(fixture.run("status").out()).contains("applied     app.M0001_One");
  }

  @Test
  void aFaultIsSaidWhereNoDatabaseAnswers() {
    fixture.source("M0004_Four", "public class M0004_Four {");
    Ran ran = fixture.run("status", "-p", "1");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("The sources do not compile.");
  }
}
