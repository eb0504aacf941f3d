package dev.postcar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.Hooks;
import dev.postcar.MigrationId;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not postcar's own, such as hooks and reporters, does something it should not. */
final class SurroundingsTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void write() {
    folder = new MigrationFolder(directory);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Postcar postcar() {
    return folder.on(database.dataSource());
  }

  @Test
  void aReporterThatThrowsCommitsNothing() {
    folder
        .source(
            "M0001_A",
            "public class M0001_A extends CodeMigration { public void forward(Context c) throws"
                + " Exception { c.connection().createStatement().execute(\"create table a ()\"); } }")
        .sql("M0002_B", "create table b ()", null);
    for (Target target : List.of(Target.usual().singleTransaction(), Target.usual().dryRun())) {
      try (Postcar postcar = postcar()) {
        postcar.reporter(
            event -> {
              if (event instanceof Event.MigrationFinished) {
                throw new IllegalStateException("broken");
              }
            });
        assertThatThrownBy(() -> postcar.migrate(target)).hasMessageContaining("broken");
      }
      assertThat(database.hasRelation("a")).isFalse();
    }
  }

  @Test
  void aHookThatFailsWithAnErrorIsAFailedHook() {
    folder.sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = postcar()) {
      postcar.hooks(
          new Hooks() {
            @Override
            public void after(Ran ran) {
              throw new AssertionError("no");
            }
          });
      Throwable thrown = catchThrowable(postcar::migrate);
      assertThat(thrown).isInstanceOf(PostcarException.HookFailed.class);
    }
  }

  @Test
  void aSignalDuringAHookIsHeededBeforeTheMigration() {
    folder.sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = postcar()) {
      postcar.hooks(
          new Hooks() {
            @Override
            public void beforeEach(MigrationId id, Direction direction) {
              postcar.interrupt(15);
            }
          });
      Throwable thrown = catchThrowable(postcar::migrate);
      assertThat(thrown).isInstanceOf(PostcarException.Interrupted.class);
    }
    assertThat(database.hasRelation("a")).isFalse();
  }

  @Test
  void whatCodeSetsOnTheConnectionDoesNotReachTheNext() {
    folder
        .source(
            "M0001_A",
            "@NonTransactional public class M0001_A extends CodeMigration { public void"
                + " forward(Context c) throws Exception { c.connection().setReadOnly(true);"
                + " c.connection().setNetworkTimeout(Runnable::run, 700); } }")
        .source(
            "M0002_B",
            "@NonTransactional public class M0002_B extends CodeMigration { public void"
                + " forward(Context c) throws Exception { Connection o = c.connection();"
                + " o.setAutoCommit(false); o.createStatement().execute(\"create table b ()\");"
                + " o.commit(); o.setAutoCommit(true); } }")
        .sql("M0003_C", "select pg_sleep(1.2)", null);
    try (Postcar postcar = postcar()) {
      assertThat(postcar.migrate().applied()).hasSize(3);
    }
  }
}
