package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Direction;
import dev.postcar.Hooks;
import dev.postcar.MigrationId;
import dev.postcar.PoolerMode;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps runners apart where no lock does, as behind a pooler. */
final class FenceTest {

  private static final String APPLIED =
      "select name from _postcar.migration where reverted_at is null and state = 'applied' order by 1";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void aRollbackThatWasPlannedBeforeAMigrateLeavesNoHole() {
    MigrationFolder folder = new MigrationFolder(directory);
    folder.sql("M0001_A", "create table a ()", "drop table a");
    folder.sql("M0002_B", "create table b ()", "drop table b");
    try (Postcar back = pooled(folder);
        Postcar forward = pooled(folder)) {
      back.migrate();
      folder.sql("M0003_C", "create table c ()", "drop table c");
      between(back, forward::migrate);
      back.rollback(Target.usual());
    }
    assertThat(database.rows(APPLIED)).isEqualTo(List.of("M0001_A", "M0002_B"));
    assertThat(database.hasRelation("b")).isTrue();
    assertThat(database.hasRelation("c")).isFalse();
  }

  @Test
  void aMigrateThatWasPlannedBeforeARollbackAppliesWhatIsMissingToo() {
    MigrationFolder folder = new MigrationFolder(directory);
    folder.sql("M0001_A", "create table a ()", "drop table a");
    try (Postcar back = pooled(folder);
        Postcar forward = pooled(folder)) {
      back.migrate();
      folder.sql("M0002_B", "create table b ()", "drop table b");
      between(forward, () -> back.rollback(Target.usual()));
      assertThat(forward.migrate().applied())
          .extracting(done -> done.id())
          .containsExactly("app.M0001_A", "app.M0002_B");
    }
    assertThat(database.hasRelation("a")).isTrue();
  }

  @Test
  void codeThatCommitsAndBeginsAnewIsNotTakenForOneTransaction() {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .source(
                "M0001_A",
                "public class M0001_A extends CodeMigration { public void forward(Context c) throws"
                    + " Exception { try (Statement s = c.connection().createStatement()) {"
                    + " s.execute(\"create table a (); commit; begin\"); } } }");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.MigrationFailed.class)
          .hasMessageContaining("M0001_A")
          .hasMessageContaining("ended its own transaction");
      // What it has committed must not be done once more.
      assertThat(database.rows("select state from _postcar.migration")).containsExactly("started");
      assertThatThrownBy(postcar::migrate).hasMessageContaining("interrupted");
    }
    assertThat(database.rows(APPLIED)).isEmpty();
  }

  /** As where a resume elsewhere goes on with it because the lock went with a connection. */
  @Test
  void whatAnotherRunnerHasTakenOverIsNotClosed() {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .outside("M0001_A", "create table a (); vacuum a; select taken()", null);
    database.execute(
        "create function taken() returns void language sql as"
            + " $$ select set_config('shop.taken', 'yes', false) $$");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(postcar.migrate().applied()).hasSize(1);
      database.execute(
          "create or replace function taken() returns void language sql as"
              + " $$ update _postcar.migration set attempt = gen_random_uuid() $$");
      folder.outside("M0002_B", "create table b (); vacuum b; select taken()", null);
      assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.class);
    }
    assertThat(database.rows(APPLIED)).containsExactly("M0001_A");
  }

  private Postcar pooled(MigrationFolder folder) {
    return folder.on(database.dataSource()).pooled(PoolerMode.TRANSACTION);
  }

  /** Does something between a plan and its first transaction, once. */
  private static void between(Postcar postcar, Runnable other) {
    AtomicBoolean done = new AtomicBoolean();
    postcar.hooks(
        new Hooks() {
          @Override
          public void beforeEach(MigrationId id, Direction direction) {
            if (!done.getAndSet(true)) {
              other.run();
            }
          }
        });
  }
}
