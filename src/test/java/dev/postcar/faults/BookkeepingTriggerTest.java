package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Hooks;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A trigger on the bookkeeping's tables is told apart from what a migration does. */
final class BookkeepingTriggerTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "before insert on _postcar.event | return null | table event prevented the row of M0002_B",
        "before insert or update on _postcar.migration | if new.state = 'started' then return new; end if; return null | table migration prevented the row of M0002_B",
        "before insert on _postcar.event | raise 'audited' | audited (SQLSTATE P0001); CONTEXT: PL/pgSQL function public.stop()",
        "before insert on _postcar.migration | perform 1 / 0 | division by zero (SQLSTATE 22012); CONTEXT",
        "after insert on _postcar.event | raise 'no' using errcode = '2201F' | no (SQLSTATE 2201F); CONTEXT"
      })
  void aTriggerIsNotTakenForTheMigration(String when, String does, String said) {
    String[] kinds =
        does.endsWith("return null")
            ? new String[] {"several", "alone", "single", "code"}
            : new String[] {"several"};
    for (String kind : kinds) {
      MigrationFolder folder =
          new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
      try (Postcar postcar = folder.on(database.dataSource())) {
        postcar.migrate();
      }
      if (kind.equals("code")) {
        folder.source(
            "M0002_B",
            "public class M0002_B extends CodeMigration { public void forward(Context c) {} }");
      } else {
        folder.sql("M0002_B", "create table b (); select 1", null);
      }
      folder.sql("M0003_C", "create table c ()", null);
      // One that is there when a command begins is refused.
      Hooks late =
          new Hooks() {
            @Override
            public void before(Planned planned) {
              database.execute(
                  "create function stop() returns trigger language plpgsql as $$ begin "
                      + does
                      + "; return null; end $$; create trigger stop "
                      + when
                      + " for each row execute function stop()");
            }
          };
      try (Postcar postcar = folder.on(database.dataSource()).hooks(late)) {
        PostcarException thrown =
            catchThrowableOfType(
                PostcarException.class,
                () -> {
                  switch (kind) {
                    case "alone" -> postcar.pipeline(false).migrate();
                    case "single" ->
                        postcar.migrate(dev.postcar.Target.usual().singleTransaction());
                    default -> postcar.migrate();
                  }
                });
        assertThat(thrown).as(kind).isNotNull();
        assertThat(thrown.getMessage())
            .as(kind)
            .contains("bookkeeping", "_postcar", said)
            .doesNotContain("ended its own transaction");
      }
      assertThat(database.hasRelation("b")).as(kind).isFalse();
      folder.delete("M0002_B").delete("M0003_C");
      database.execute("drop function stop() cascade; drop schema _postcar cascade; drop table a");
    }
  }

  @Test
  void aConstraintOfTheBookkeepingIsNamed() {
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
      database.execute("alter table _postcar.event add constraint only_a check (name = 'M0001_A')");
      folder.sql("M0002_B", "create table b ()", null);
      PostcarException thrown = catchThrowableOfType(PostcarException.class, postcar::migrate);
      assertThat(thrown.getMessage()).contains("bookkeeping", "constraint only_a", "M0002_B");
    }
    assertThat(database.hasRelation("b")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "statement.execute(\"commit\")",
        "statement.execute(\"rollback\")",
        "statement.execute(\"delete from _postcar.migration\")",
        "statement.execute(\"delete from _postcar.version\")",
        "statement.execute(\"drop table _postcar.event\")"
      })
  void whatCodeDoesToItsTransactionOrTheBookkeepingIsSaid(String does) {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a ()", null)
            .source(
                "M0002_B",
                "public class M0002_B extends CodeMigration {"
                    + " public void forward(Context c) throws SQLException {"
                    + " try (Statement statement = c.connection().createStatement()) { "
                    + does
                    + "; } } }");
    try (Postcar postcar = folder.on(database.dataSource())) {
      PostcarException thrown = catchThrowableOfType(PostcarException.class, postcar::migrate);
      assertThat(thrown).isInstanceOf(PostcarException.MigrationFailed.class);
      assertThat(thrown.getMessage()).contains("M0002_B", "ended its own transaction, or");
    }
  }
}
