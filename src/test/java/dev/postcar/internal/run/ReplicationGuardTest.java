package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/** What else reads the database is said before anything runs. */
final class ReplicationGuardTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  @BeforeEach
  void before() {
    new MigrationFolder(directory)
        .sql("M0001_One", "create table one (id int primary key)", "drop table one");
    postcar(false).migrate();
    new MigrationFolder(directory)
        .sql("M0002_Two", "alter table one add note text", "alter table one drop note");
    warnings.clear();
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Postcar postcar(boolean fail) {
    Config config =
        Config.DEFAULTS
            .with(Setting.PACKAGES, List.of("app"))
            .with(Setting.SOURCES, List.of(directory))
            .with(Setting.FAIL_ON_REPLICATION, fail);
    return Postcar.on(database.url()).configure(config).reporter(this::hear);
  }

  private void hear(Event event) {
    if (event instanceof Event.Warning warning) {
      warnings.add(warning.text());
    } else if (event instanceof Event.Said said) {
      notes.add(said.text());
    }
  }

  @Test
  void withoutAnyNothingIsSaid() {
    postcar(true).migrate();
    assertThat(warnings).isEmpty();
    assertThat(notes).isEmpty();
  }

  @Test
  void aPublicationOfATableThatIsAlteredIsNamed() {
    database.execute("create table other (); create publication news for table one, other");
    assertThatThrownBy(() -> postcar(true).migrate())
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining(
            "publication news publishes public.one, which this run alters or drops")
        .hasMessageContaining("State: nothing was changed.");
    assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("1");
    postcar(false).migrate();
    assertThat(warnings)
        .containsExactly(
            "publication news publishes public.one, which this run alters or drops: its subscribers"
                + " do not get that");
    warnings.clear();
    postcar(true).migrate();
    assertThat(warnings).as("nothing is pending").isEmpty();
    postcar(false).rollback(Target.usual());
    assertThat(warnings).hasSize(1);
  }

  @Test
  void aPublicationOfOtherTablesIsNoObstacle() {
    database.execute(
        "create table other (); create schema s; create table s.one ();"
            + " create publication news for table other");
    new MigrationFolder(directory).sql("M0003_Three", "alter table public.one add more text", null);
    postcar(true).migrate();
    assertThat(warnings).isEmpty();
  }

  @Test
  void aLogicalSlotIsNamed() {
    assumeTrue(database.value("show wal_level").equals("logical"), "needs wal_level = logical");
    String slot = database.name() + "_slot";
    database.execute("select pg_create_logical_replication_slot('" + slot + "', 'pgoutput')");
    try {
      postcar(false).migrate();
      assertThat(warnings)
          .containsExactly(
              "the logical replication slot "
                  + slot
                  + " (not active) reads this database, and its subscribers do not get schema"
                  + " changes");
    } finally {
      database.execute("select pg_drop_replication_slot('" + slot + "')");
    }
  }

  @Test
  void aRunningPgDumpIsNamed() throws Exception {
    try (Connection dump =
        DriverManager.getConnection(database.url() + "&ApplicationName=pg_dump")) {
      postcar(false).migrate();
      assertThat(warnings).hasSize(1);
      assertThat(warnings.get(0))
          .startsWith("pg_dump runs in this database (pid ")
          .endsWith(", and holds a lock on each of its tables");
      assertThat(dump.isClosed()).isFalse();
    }
  }

  @Test
  void aStandbyIsMentionedAndStopsNothing() throws Exception {
    Properties properties = new Properties();
    properties.setProperty("replication", "true");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "13");
    properties.setProperty("ApplicationName", "standby_1");
    try (Connection walsender = DriverManager.getConnection(database.url(), properties)) {
      PGReplicationStream stream =
          walsender
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .physical()
              .withStartPosition(
                  LogSequenceNumber.valueOf(database.value("select pg_current_wal_lsn()")))
              .start();
      postcar(true).migrate();
      assertThat(warnings).isEmpty();
      assertThat(notes).hasSize(1);
      assertThat(notes.get(0)).startsWith("the standby standby_1 (");
      stream.close();
    }
  }
}
