package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server says beside names its migration and its level; warnings are kept. */
final class NoticesTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"migrate", "migrate --single-transaction", "migrate --no-pipeline", "alone"})
  void noticesAndWarningsNameTheirMigrationAndLevel(String command) {
    fixture
        .sql("M0001_Quiet", "create table a ();", "drop table a;")
        .sql(
            "M0002_Loud",
            """
            create table b (); create view v as select 1 from b; drop table b cascade;
            do $$ begin raise warning 'careful: %', 'x' using hint = 'look'; end $$;
            """,
            "select 1;")
        .sql("M0003_Drop", "drop table if exists absent;", "select 1;");
    if (command.equals("alone")) {
      fixture.source(
          "M0002_Loud",
          "@NonTransactional public class M0002_Loud extends Migration { public String forward() {"
              + " return \"create table b (); drop table if exists absent; do 'begin raise warning"
              + " ''careful: x'' using hint = ''look''; end';\"; } }");
    }
    String line = command.equals("alone") ? "migrate" : command;
    Ran ran = fixture.run((line + " --json").split(" "));
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.err())
        .contains("warning: M0002_Loud: careful: x\n  HINT: look")
        .contains("M0003_Drop: NOTICE: table \"absent\" does not exist, skipping");
    assertThat(ran.out().replaceAll("\\s+", " "))
        .contains("\"WARNING: careful: x\\nHINT: look\"", "\"NOTICE: table");
    assertThat(
            fixture
                .database()
                .rows(
                    "select name, message from _postcar.event where outcome = 'applied' order by name"))
        .containsExactly(
            "M0001_Quiet|null", "M0002_Loud|WARNING: careful: x\nHINT: look", "M0003_Drop|null");
    assertThat(fixture.run("log").out()).contains("    WARNING: careful: x\n    HINT: look");
    fixture.sql(
        "M0004_Quiet", "do $$ begin raise warning 'again'; raise notice 'not'; end $$;", null);
    assertThat(fixture.run("migrate", "--quiet").err()).isEqualTo("warning: M0004_Quiet: again\n");
  }
}
