package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations that run statement by statement, and the ways out when one of them stops. */
final class NonTransactionalTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void makeTable() {
    database.execute("create table t (id int, n int); insert into t values (1, 1), (2, 1)");
    folder = new MigrationFolder(directory);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void eachStatementIsJournalled() {
    folder.outside(
        "M0001_Many",
        "create table a ();\ncreate index concurrently i on t (id);\nvacuum t;\n",
        "drop index concurrently i;\ndrop table a;\n");
    try (Postcar postcar = postcar()) {
      postcar.migrate();
      assertThat(journal())
          .containsExactly(
              "forward|1|done|create table a ()",
              "forward|2|done|create index concurrently i on t (id)",
              "forward|3|done|vacuum t");
      postcar.rollback(Target.usual());
      assertThat(database.hasRelation("a")).isFalse();
      assertThat(database.hasRelation("i")).isFalse();
      postcar.migrate();
      assertThat(database.hasRelation("i")).isTrue();
    }
  }

  @Test
  void anInvalidIndexIsNamedAndDroppedAndBuiltAnewOnResume() {
    failingIndex();
    try (Postcar postcar = postcar()) {
      Throwable failed = catchThrowable(postcar::migrate);
      assertThat(failed)
          .isInstanceOf(PostcarException.MigrationFailed.class)
          .hasMessageContaining("SQLSTATE 23505")
          .hasMessageContaining("statement 2")
          .hasMessageContaining("INVALID index, which resume drops: u")
          .hasMessageContaining("postcar resume M0001_Unique");
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("interrupted  app.M0001_Unique");
      database.execute("delete from t where id = 2");
      assertThat(postcar.resume("M0001").recorded()).hasSize(1);
      assertThat(
              database.rows(
                  "select indexrelid::regclass, indisvalid from pg_index where indrelid ="
                      + " 't'::regclass"))
          .containsExactly("u|t");
      assertThat(database.value("select count(*) from a")).isEqualTo("1");
      assertThat(postcar.migrate().applied()).isEmpty();
    }
  }

  @Test
  void anInterruptedMigrationCanBeRolledBackOrMarked() {
    failingIndex();
    try (Postcar postcar = postcar()) {
      assertThat(catchThrowable(postcar::migrate)).isNotNull();
      postcar.rollback(Target.only("M0001"));
      assertThat(database.hasRelation("a")).isFalse();
      assertThat(postcar.status().migrations().get(0).state()).isEqualTo(MigrationState.REVERTED);
      assertThat(catchThrowable(postcar::migrate)).isNotNull();
      postcar.mark("M0001");
      assertThat(postcar.status().migrations().get(0).state()).isEqualTo(MigrationState.APPLIED);
      assertThat(postcar.migrate().applied()).isEmpty();
    }
  }

  @Test
  void anIndexThatWasInvalidBeforeIsNotTouched() {
    assertThat(
            catchThrowable(() -> database.execute("create unique index concurrently old on t (n)")))
        .isNotNull();
    folder.outside(
        "M0001_Other", "create unique index concurrently u on t (n);", "drop index if exists u;");
    try (Postcar postcar = postcar()) {
      assertThat(catchThrowable(postcar::migrate)).isNotNull();
      database.execute("delete from t where id = 2");
      postcar.resume("M0001");
    }
    assertThat(
            database.rows(
                "select indexrelid::regclass, indisvalid from pg_index order by 1::text desc"
                    .replace("pg_index", "pg_index where indrelid = 't'::regclass")))
        .contains("old|f", "u|t");
  }

  @Test
  void settingsAreSetAgainOnResume() {
    folder.outside(
        "M0001_Set",
        "set search_path to hidden;\ncreate table seen ();\ncreate unique index concurrently u on public.t (n);\ncreate table later ();",
        null);
    database.execute("create schema hidden");
    try (Postcar postcar = postcar()) {
      assertThat(catchThrowable(postcar::migrate)).isNotNull();
      database.execute("delete from t where id = 2");
      postcar.resume("M0001");
    }
    assertThat(database.hasRelation("hidden.seen")).isTrue();
    assertThat(database.hasRelation("hidden.later")).isTrue();
  }

  @Test
  void concurrentBuildsAreNotBoundByTheLockTimeout() throws Exception {
    folder.outside("M0001_Slow", "create index concurrently i on t (id);", null);
    try (Connection reader = database.connect();
        Statement snapshot = reader.createStatement();
        Postcar postcar = postcar().lockTimeout(java.time.Duration.ofMillis(300)).retries(0)) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      snapshot.execute("select 1 from pg_class limit 1");
      CompletableFuture<Void> release =
          CompletableFuture.runAsync(
              () -> {
                Recovery.sleep(1_500);
                try {
                  reader.rollback();
                } catch (java.sql.SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      postcar.migrate();
      release.join();
    }
    assertThat(database.value("select indisvalid from pg_index where indexrelid = 'i'::regclass"))
        .isEqualTo("t");
  }

  @Test
  void aMigrationThatLacksTheAnnotationIsToldSo() {
    folder.sql("M0001_Plain", "create index concurrently i on t (id);", null);
    try (Postcar postcar = postcar()) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.MigrationFailed.class)
          .hasMessageContaining("@NonTransactional");
    }
  }

  @Test
  void oneTransactionForAllRefusesIt() {
    folder.outside("M0001_Out", "vacuum t", null);
    try (Postcar postcar = postcar()) {
      for (Target target : List.of(Target.usual().dryRun(), Target.usual().singleTransaction())) {
        assertThatThrownBy(() -> postcar.migrate(target))
            .isInstanceOf(PostcarException.Refusal.class)
            .hasMessageContaining("app.M0001_Out is @NonTransactional");
      }
    }
  }

  /** Its first statement goes well, its second leaves an INVALID index. */
  private void failingIndex() {
    folder.outside(
        "M0001_Unique",
        "create table a as select 1 as one;\ncreate unique index concurrently u on t (n);",
        "drop index if exists u;\ndrop table a;");
  }

  private List<String> journal() {
    return database.rows(
        "select direction, number, state, sql from _postcar.statement order by migration, number");
  }

  private Postcar postcar() {
    return folder.on(database.dataSource());
  }
}
