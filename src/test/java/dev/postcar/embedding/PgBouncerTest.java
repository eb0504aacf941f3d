package dev.postcar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PoolerMode;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.Bouncer;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Behind PgBouncer, in both of its pool modes: no session lock, no session state, still once. */
final class PgBouncerTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private Bouncer bouncer;

  @AfterEach
  void stop() {
    if (bouncer != null) {
      bouncer.close();
    }
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "session"})
  void twentyRunnersApplyEachMigrationOnceAndLeaveNothingInThePool(String mode) throws Exception {
    start(mode);
    MigrationFolder folder = new MigrationFolder(directory);
    for (int i = 1; i <= 8; i++) {
      folder.sql(
          "M000" + i + "_Step",
          "create table t"
              + i
              + " (); select set_config('search_path', 'nowhere', false); set role pg_monitor",
          "drop table t" + i);
    }
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<CompletableFuture<Integer>> runs = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        runs.add(
            CompletableFuture.supplyAsync(
                () -> {
                  try (Postcar postcar = folder.on(source())) {
                    return postcar.migrate().applied().size();
                  }
                },
                threads));
      }
      assertThat(runs.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(8);
    } finally {
      threads.shutdown();
    }
    assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("8");
    try (Connection next = source().getConnection();
        Statement statement = next.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select current_setting('search_path'), current_setting('role'),"
                    + " (select count(*) from pg_locks l join pg_database d on d.oid = l.database"
                    + " where locktype = 'advisory' and datname = current_database())")) {
      row.next();
      assertThat(row.getString(1)).isEqualTo("\"$user\", public");
      assertThat(row.getString(2)).isEqualTo("none");
      assertThat(row.getInt(3)).isZero();
    }
    try (Postcar postcar = folder.on(source())) {
      assertThat(postcar.rollback(dev.postcar.Target.all()).rolledBack()).hasSize(8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "session"})
  void aNonTransactionalMigrationIsRefusedWithAdvice(String mode) throws Exception {
    start(mode);
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_T", "create table t (id int)", null)
            .outside("M0002_I", "create index concurrently i on t (id)", null);
    try (Postcar postcar = folder.on(source())) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("M0002_I is @NonTransactional")
          .hasMessageContaining("pooler");
    }
    assertThat(database.hasRelation("t")).isTrue();
    assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("1");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(postcar.migrate().applied()).hasSize(1);
    }
  }

  @Test
  void aPoolOfSessionsMayRunItWhenThatIsSaid() throws Exception {
    start("session");
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_T", "create table t (id int)", null)
            .outside("M0002_I", "create index concurrently i on t (id)", null);
    try (Postcar postcar = folder.on(source()).pooled(PoolerMode.SESSION)) {
      assertThat(postcar.migrate().applied()).hasSize(2);
    }
    assertThat(database.value("select count(*) from pg_locks where locktype = 'advisory'"))
        .isEqualTo("0");
  }

  @Test
  void aPoolerThatHidesItselfIsTakenAtTheOperatorsWord() {
    MigrationFolder folder =
        new MigrationFolder(directory).outside("M0001_V", "vacuum pg_class", null);
    try (Postcar postcar = folder.on(database.dataSource()).pooled(PoolerMode.TRANSACTION)) {
      assertThatThrownBy(postcar::migrate).hasMessageContaining("a pooler (such as PgBouncer)");
    }
  }

  private PGSimpleDataSource source() {
    return bouncer.source();
  }

  private void start(String mode) {
    bouncer = new Bouncer(database, mode, 5);
  }
}
