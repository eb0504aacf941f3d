package dev.postcar.internal.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.history.HistorySchema;
import dev.postcar.internal.history.HistoryVersion;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrefetchTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final Connections connections =
      Connections.to(database.url(), new Properties(), Duration.ZERO);

  @AfterEach
  void drop() {
    connections.close();
    database.close();
  }

  private static Config options(String namespace) {
    return Config.DEFAULTS
        .with(Setting.NAMESPACE, namespace)
        .with(Setting.LOCK_TIMEOUT, Duration.ofSeconds(3))
        .with(Setting.LOCK_WAIT, Duration.ofSeconds(3))
        .with(Config.Given.SETTLING, Duration.ofSeconds(3))
        .with(Setting.RETRIES, 0);
  }

  private OpenDatabase operation(String namespace) {
    return new OpenDatabase(
        connections, options(namespace), "test", event -> {}, new Interruption());
  }

  private void applyOne(String name) {
    MigrationFolder folder = new MigrationFolder(directory).sql(name, "select 1", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
  }

  @Test
  void theFirstLookIsWhatWasReadAheadAndTheSecondIsNot() throws Exception {
    applyOne("M0001_A");
    long began = System.nanoTime();
    connections.openAhead(options("_postcar"));
    awaitSessions("state = 'idle' and query like '%migration%'", 1);
    applyOne("M0002_B");
    try (OpenDatabase operation = operation("_postcar")) {
      int seen = operation.read().rows().size();
      // What was read a second ago is read again: a busy machine shows nothing here.
      Assumptions.assumeTrue(System.nanoTime() - began < 1_000_000_000L, "took too long");
      assertThat(seen).isEqualTo(1);
      assertThat(operation.read().rows()).hasSize(2);
    }
  }

  @Test
  void whatWasReadLongAgoIsReadAgain() {
    Recorded read = new Recorded(HistoryVersion.NONE, false, 0, null, List.of(), List.of());
    long now = System.nanoTime();
    long before = now - Duration.ofSeconds(2).toNanos();
    assertThat(new Prefetch.Prefetched(null, read, null, now).fresh()).isSameAs(read);
    assertThat(new Prefetch.Prefetched(null, read, null, before).fresh()).isNull();
  }

  @Test
  void aBookkeepingThatWasMadeLongAfterTheSessionWasOpenedIsSeen() throws Exception {
    connections.openAhead(options("_postcar"));
    awaitSessions("state = 'idle' and query <> ''", 1);
    applyOne("M0001_A");
    Thread.sleep(1100);
    try (OpenDatabase operation = operation("_postcar")) {
      assertThat(operation.read().rows()).hasSize(1);
    }
  }

  @Test
  void whatWasReadAheadIsForgottenOnceARestoreHasWritten() {
    connections.openAhead(options("_postcar"));
    try (OpenDatabase operation = operation("_postcar")) {
      operation.load(load -> "nothing", true);
      assertThat(operation.read().version()).isEqualTo(HistorySchema.CURRENT);
    }
  }

  @Test
  void aSessionThatIsLostWhileItReadsSaysWhyItWasLost() throws Exception {
    applyOne("M0001_A");
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table _postcar.migration");
      connections.openAhead(options("_postcar"));
      awaitSessions("wait_event_type = 'Lock'", 1);
      database.value(
          "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock'"
              + " and datname = current_database()");
      try (OpenDatabase operation = operation("_postcar")) {
        assertThatThrownBy(operation::read)
            .isInstanceOf(PostcarException.Connection.class)
            .hasMessageContaining("administrator command");
      }
    }
  }

  @Test
  void whatCannotBeReadKeepsNoSessionOpen() throws Exception {
    applyOne("M0001_A");
    database.execute("alter table _postcar.migration drop constraint migration_state_check");
    database.execute("update _postcar.migration set state = 'odd'");
    connections.openAhead(options("_postcar"));
    try (OpenDatabase operation = operation("_postcar")) {
      assertThatThrownBy(operation::read)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("row 1 of its table migration cannot be read");
    }
    awaitSessions("true", 0);
  }

  @Test
  void aRunWithOtherOptionsGetsASessionOfItsOwn() throws Exception {
    applyOne("M0001_A");
    connections.openAhead(options("_postcar"));
    try (OpenDatabase operation = operation("other")) {
      assertThat(operation.hasBookkeeping()).isFalse();
      awaitSessions("true", 1);
    }
    awaitSessions("true", 0);
  }

  @Test
  void whatNobodyWantsIsClosed() throws Exception {
    connections.openAhead(options("_postcar"));
    connections.forgetAhead();
    Thread.sleep(50);
    awaitSessions("true", 0);
  }

  @Test
  void sourcesThatDoNotCompileLeaveNoSessionOpen() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
    try (Postcar postcar =
        Postcar.on(database.url())
            .packages("app")
            .sources(directory)
            .cache(directory.resolve("cache"))) {
      postcar.migrate();
      folder.source("M0002_B", "public class M0002_B extends Migration { wrong }");
      assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.Source.class);
      Thread.sleep(200);
      awaitSessions("true", 0);
    }
  }

  @Test
  void aBookkeepingThatCannotBeReadIsSaidByWhoReadsIt() {
    applyOne("M0001_A");
    database.execute("alter table _postcar.migration rename checksum to sum");
    connections.openAhead(options("_postcar"));
    try (OpenDatabase operation = operation("_postcar")) {
      assertThatThrownBy(operation::read)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("checksum");
    }
  }

  @Test
  void noConnectionIsSaidWhereItIsWanted() {
    Connections nowhere =
        Connections.to("jdbc:postgresql://127.0.0.1:1/none", new Properties(), Duration.ZERO);
    nowhere.openAhead(options("_postcar"));
    assertThatThrownBy(
            () ->
                new OpenDatabase(
                    nowhere, options("_postcar"), "test", event -> {}, new Interruption()))
        .isInstanceOf(PostcarException.Connection.class)
        .hasMessageContaining("127.0.0.1:1");
  }

  @Test
  void aConfigurationIsAnotherWithAnotherValue() {
    assertThat(options("_postcar")).isEqualTo(options("_postcar")).isNotEqualTo(options("other"));
    assertThat(options("other").with(Setting.NAMESPACE, "_postcar")).isEqualTo(options("_postcar"));
  }

  private void awaitSessions(String condition, int count) throws InterruptedException {
    String sql =
        "select count(*) from pg_stat_activity where application_name = 'postcar' and datname = '"
            + database.name()
            + "' and "
            + condition;
    String seen = database.value(sql);
    for (int i = 0; i < 200 && !seen.equals(String.valueOf(count)); i++) {
      Thread.sleep(50);
      seen = database.value(sql);
    }
    assertThat(seen).isEqualTo(String.valueOf(count));
  }
}
