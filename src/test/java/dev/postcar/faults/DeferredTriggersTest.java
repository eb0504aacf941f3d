package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Postcar;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a migration outside a transaction defers belongs to the migration, not to postcar. */
final class DeferredTriggersTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final String role = "deferring_" + database.name();

  @BeforeEach
  void makeTable() {
    database.execute(
        """
        create role %1$s; grant create, usage on schema public to %1$s; set role %1$s;
        create table seen (who text, path text);
        create table t (id int primary key, n int, unique (n) deferrable initially deferred);
        insert into t select i, i from generate_series(1, 3) i;
        create function note() returns trigger language plpgsql as $$ begin
          insert into seen values (current_user, current_setting('search_path'));
          return null; end $$;
        create constraint trigger noting after update on t deferrable initially deferred
          for each row execute function note();
        reset role"""
            .formatted(role));
  }

  @AfterEach
  void drop() {
    database.execute("drop owned by " + role + "; drop role " + role);
    database.close();
  }

  private void migrate() {
    try (Postcar postcar = new MigrationFolder(directory).on(database.dataSource())) {
      postcar.migrate();
    }
  }

  private void code(String sql) {
    new MigrationFolder(directory)
        .source(
            "M0001_Code",
            """
            @NonTransactional public class M0001_Code extends CodeMigration {
              public void forward(Context c) throws Exception {
                try (Statement s = c.connection().createStatement()) { s.execute("set role %s"); }
                c.inBatches("%s");
              }
            }
            """
                .formatted(role, sql));
  }

  private void isOfTheMigration() {
    assertThat(database.rows("select distinct who, path from seen"))
        .containsExactly(role + "|\"$user\", public");
  }

  @Test
  void aTriggerRunsAsTheRoleThatTheMigrationHasSet() {
    new MigrationFolder(directory)
        .outside("M0001_One", "set role %s;\nupdate t set n = n + 10;".formatted(role), null);
    migrate();
    isOfTheMigration();
  }

  @Test
  void soItDoesInABatch() {
    code("update t set n = n + 10 where n < 10");
    migrate();
    isOfTheMigration();
  }

  @Test
  void whatViolatesADeferredConstraintIsTheMigrationsFailure() {
    code("update t set n = 7 where n < 7");
    assertThatThrownBy(this::migrate)
        .hasMessageContaining("duplicate key value violates unique constraint")
        .hasMessageContaining("M0001_Code is interrupted");
    assertThat(database.value("select string_agg(n::text, ',' order by id) from t"))
        .isEqualTo("1,2,3");
  }

  @Test
  void soItIsInAStatement() {
    new MigrationFolder(directory).outside("M0001_One", "update t set n = 7;", null);
    assertThatThrownBy(this::migrate)
        .hasMessageContaining("duplicate key value violates unique constraint")
        .hasMessageNotContaining("journal cannot be written");
  }
}
