package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A migration of comments alone, as other tools leave them, is recorded like any other. */
final class CommentsOnlyTest {

  private final CommandLineFixture fixture = new CommandLineFixture();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void itIsRecordedVerifiedTracedAndRolledBack() {
    fixture
        .sql("M0001_Made", "create table a ();", "drop table a;")
        .sql("M0002_Moved", "-- see M0001\n/* nothing */ ;", "-- nothing to undo")
        .source(
            "M0003_Alone",
            "@NonTransactional public class M0003_Alone extends Migration { public String forward()"
                + " { return \"-- nothing outside\"; } public String rollback() { return \"-- back\"; } }")
        .sql("M0004_After", "create table b ();", "drop table b;");
    for (String command :
        new String[] {"check", "verify", "migrate", "trace --all", "drift", "status"}) {
      Ran ran = fixture.run(command.split(" "));
      assertThat(ran.exitCode()).as(command + ran.out() + ran.err()).isZero();
    }
    assertThat(fixture.database().rows("select name, state from _postcar.migration order by id"))
        .containsExactly(
            "M0001_Made|applied",
            "M0002_Moved|applied",
            "M0003_Alone|applied",
            "M0004_After|applied");
    assertThat(fixture.run("rollback", "--steps", "4", "--yes").exitCode()).isZero();
    assertThat(fixture.database().hasRelation("a")).isFalse();
  }

  @Test
  void everyBeginOfAClassIsNamed() {
    fixture.sql("M0001_Two", "begin;\nselect 1;\ncommit;", "begin;\nselect 2;\nend;");
    assertThat(fixture.run("check").out())
        .contains(
            "forward(), line 1: remove \"begin\"; forward(), line 3: remove \"commit\"; rollback(), line 1:"
                + " remove \"begin\"; rollback(), line 3: remove \"end\": postcar opens and commits");
  }
}
