package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each migration of one message is reported when its commit is known. */
final class ArrivalsTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<String> told = new ArrayList<>();
  private final Map<String, Long> at = new HashMap<>();
  private MigrationFolder folder;

  @BeforeEach
  void four() {
    folder = new MigrationFolder(directory);
    for (int i = 1; i <= 4; i++) {
      folder.sql("M000%d_T".formatted(i), "create table t%d ()".formatted(i), "drop table t" + i);
    }
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private void hear(Event event) {
    String text =
        event instanceof Event.MigrationStarted started
            ? started.id().name().substring(0, 5) + " started"
            : event instanceof Event.MigrationFinished finished
                ? finished.id().name().substring(0, 5) + " finished"
                : "";
    if (!text.isEmpty()) {
      told.add(text);
      at.put(text, System.nanoTime());
      if (text.endsWith("finished")) {
        assertThat(
                database.value(
                    "select count(*) from _postcar.migration where state <> 'started' and name like '%s%%'"
                        .formatted(text.substring(0, 5))))
            .isEqualTo("1");
      }
    }
  }

  private long between(String first, String second) {
    return (at.get(second) - at.get(first)) / 1_000_000;
  }

  @Test
  void whileALaterOneRuns() {
    folder.sql("M0003_T", "select pg_sleep(4)", "select pg_sleep(4)");
    try (Postcar postcar = folder.on(database.dataSource()).reporter(this::hear)) {
      assertThat(postcar.migrate().applied()).hasSize(4);
      assertThat(told)
          .containsExactly(
              "M0001 started",
              "M0001 finished",
              "M0002 started",
              "M0002 finished",
              "M0003 started",
              "M0004 started",
              "M0003 finished",
              "M0004 finished");
      // Of four seconds, as a busy machine may look late.
      assertThat(between("M0002 finished", "M0003 finished")).isGreaterThan(200);
      told.clear();
      postcar.rollback(Target.all());
      assertThat(told)
          .containsSubsequence("M0004 finished", "M0003 started", "M0003 finished")
          .doesNotHaveDuplicates()
          .hasSize(8);
      assertThat(between("M0004 finished", "M0003 finished")).isGreaterThan(200);
    }
  }

  /** How long the first of four takes to be reported, where the server has a setting. */
  private long firstReported(String setting, String value) {
    folder.sql("M0003_T", "select pg_sleep(4)", "select 1");
    database.server().execute("alter system set " + setting + " = '" + value + "'");
    database.server().execute("select pg_reload_conf()");
    try (Postcar postcar = folder.on(database.dataSource()).reporter(this::hear)) {
      assertThat(postcar.migrate().applied()).hasSize(4);
    } finally {
      database.server().execute("alter system reset " + setting);
      database.server().execute("select pg_reload_conf()");
    }
    return between("M0001 started", "M0001 finished");
  }

  @Test
  void notBeforeItIsOnTheDisk() {
    assertThat(firstReported("wal_writer_delay", "10s")).isGreaterThan(3_500);
  }

  @Test
  void notBeforeStandbysHaveIt() {
    database.execute("alter database " + database.name() + " set synchronous_commit = local");
    assertThat(firstReported("synchronous_standby_names", "nobody")).isGreaterThan(3_500);
  }

  @Test
  void onceThoughALaterOneFails() {
    folder.sql("M0003_T", "select pg_sleep(4);\nselect 1 / 0", "select 1");
    try (Postcar postcar = folder.on(database.dataSource()).reporter(this::hear)) {
      assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.MigrationFailed.class);
    }
    assertThat(told)
        .containsExactly(
            "M0001 started", "M0001 finished", "M0002 started", "M0002 finished", "M0003 started");
  }

  @Test
  void aReporterThatFailsFailsTheOperationAndNothingElse() {
    folder.sql("M0003_T", "select pg_sleep(4)", "select 1");
    try (Postcar postcar =
        folder
            .on(database.dataSource())
            .reporter(
                event -> {
                  if (event instanceof Event.MigrationFinished) {
                    throw new IllegalStateException("its own");
                  }
                })) {
      assertThatThrownBy(postcar::migrate).hasStackTraceContaining("its own");
    }
    assertThat(database.value("select count(*) from _postcar.migration where state = 'applied'"))
        .isEqualTo("4");
  }
}
