package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.Hooks;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.RollbackResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a run that ends early says of the database, and whether the command that it names leads on.
 */
final class StateAndNextTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final FaultProxy proxy =
      new FaultProxy(database.server().host(), database.server().port());
  private final List<Event> events = new ArrayList<>();

  @AfterEach
  void close() {
    proxy.close();
    database.close();
  }

  @Test
  void aRollbackOfThreeThatFailsNamesWhereToStop() {
    MigrationFolder folder = tables(5);
    folder.sql("M0004_T", "create table t4 ()", "drop table nowhere");
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
      PostcarException failed =
          catchThrowableOfType(PostcarException.class, () -> postcar.rollback(Target.steps(3)));
      assertThat(failed.getMessage())
          .endsWith(
              """
              State: M0004_T is still applied. 1 migration was rolled back; 2 are still to be rolled back.
              Next: fix M0004_T, then rerun "postcar rollback --to M0002_T".""");
      assertThat(((RollbackResult) failed.resultSoFar().orElseThrow()).rolledBack()).hasSize(1);
      folder.sql("M0004_T", "create table t4 ()", "drop table t4");
      assertThat(postcar.rollback(Target.to("M0002_T")).rolledBack())
          .extracting(MigrationResult::id)
          .containsExactly("app.M0004_T", "app.M0003_T");
    }
  }

  @Test
  void aRollbackOfAllThatFailsAtItsLastOneNamesThatOne() {
    MigrationFolder folder = tables(3);
    folder.sql("M0001_T", "create table t1 ()", "drop table nowhere");
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
      assertThat(catchThrowableOfType(PostcarException.class, () -> postcar.rollback(Target.all())))
          .hasMessageEndingWith(
              """
              State: M0001_T is still applied. 2 migrations were rolled back.
              Next: fix M0001_T, then rerun "postcar rollback M0001_T".""");
    }
  }

  @Test
  void aMigrateOfSomeThatFailsDoesNotAdviseToRunAll() {
    MigrationFolder folder = tables(6);
    folder.sql("M0003_T", "create table t1 ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(
              catchThrowableOfType(PostcarException.class, () -> postcar.migrate(Target.steps(4))))
          .hasMessageEndingWith(
              """
              State: M0003_T was rolled back completely. 2 earlier migrations stay applied; 1 later one \
              did not run.
              Next: fix M0003_T, then rerun "postcar migrate --to M0004_T".""");
    }
  }

  @Test
  void aNonTransactionalRollbackThatFailsInTheMiddleNamesTheRestToo() {
    MigrationFolder folder = tables(3);
    folder.outside("M0003_T", "create table t3 ()", "drop table t3; drop table nowhere");
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
      assertThat(catchThrowableOfType(PostcarException.class, () -> postcar.rollback(Target.all())))
          .hasMessageContaining("postcar resume M0003_T")
          .hasMessageEndingWith("; then \"postcar rollback --all\" for the rest.");
    }
  }

  @Test
  void anErrorOfClass08OrOfAShutdownIsAFailedStatement() {
    for (String state : List.of("08006", "08001", "57P01", "57P03", "25P03")) {
      MigrationFolder folder =
          new MigrationFolder(directory)
              .sql(
                  "M0001_Far",
                  "select 1; do $$ begin raise exception 'far away' using errcode = '"
                      + state
                      + "'; end $$",
                  null);
      try (Postcar postcar = folder.on(database.dataSource())) {
        PostcarException failed = catchThrowableOfType(PostcarException.class, postcar::migrate);
        assertThat(failed).isInstanceOf(PostcarException.MigrationFailed.class);
        assertThat(failed.getMessage()).contains("statement 2").contains("far away");
      }
    }
    assertThat(
            database.value("select count(*) from _postcar.event where message like '%far away%'"))
        .isEqualTo("5");
  }

  @Test
  void aBookkeepingThatCannotBeWrittenEndsTheRunAtOnce() {
    for (String cause :
        List.of(
            "create trigger stuck before update on _postcar.version for each row execute function"
                + " public.nothing()",
            "create rule stuck as on update to _postcar.version do instead nothing",
            "alter table _postcar.version alter generation"
                + " drop not null; update _postcar.version set generation = null")) {
      MigrationFolder folder = tables(1);
      try (Postcar postcar = folder.on(database.dataSource())) {
        postcar.migrate();
        database.execute(
            "create or replace function public.nothing() returns trigger language plpgsql as"
                + " 'begin return null; end'");
        // One that is there when a command begins is refused.
        postcar.hooks(
            new Hooks() {
              @Override
              public void before(Planned planned) {
                database.execute(cause);
              }
            });
        folder.sql("M0002_T", "create table t2 ()", null);
        assertThat(catchThrowableOfType(PostcarException.Refusal.class, postcar::migrate))
            .as(cause)
            .hasMessageMatching("(?s).*bookkeeping in schema .* cannot be (written|used).*")
            .hasMessageMatching("(?s).*[Nn]othing was changed\\..*");
        folder.delete("M0002_T");
      }
      database.execute(
          cause.contains(" trigger ")
              ? "drop trigger stuck on _postcar.version"
              : "drop rule if exists stuck on _postcar.version");
    }
    assertThat(database.hasRelation("t2")).isFalse();
  }

  @Test
  void aServerThatLacksWhatWasCommittedIsNotTakenForTheSame() {
    MigrationFolder folder = tables(2);
    folder.sql("M0003_T", "select pg_terminate_backend(pg_backend_pid())", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      // As a standby that lagged behind when it was promoted would show it.
      postcar.reporter(
          event -> {
            if (event instanceof Event.Warning lost && lost.text().contains("connecting again")) {
              database.execute("delete from _postcar.migration where name = 'M0002_T'");
            }
          });
      PostcarException.Connection lost =
          catchThrowableOfType(
              PostcarException.Connection.class, () -> postcar.pipeline(false).migrate());
      assertThat(lost.getMessage()).contains("1 earlier migration stays applied");
      assertThat(((MigrateResult) lost.resultSoFar().orElseThrow()).applied())
          .extracting(MigrationResult::id)
          .containsExactly("app.M0001_T");
    }
  }

  @Test
  void whatWasFoundCommittedIsReportedAsApplied() {
    MigrationFolder folder = tables(3);
    folder.sql("M0002_T", "create table t2 (); select pg_sleep(0.3)", null);
    proxy.cutDownWhenUpContains("create table t2");
    try (Postcar postcar = throughProxy(folder)) {
      postcar.migrate();
    }
    assertThat(events)
        .filteredOn(Event.MigrationFinished.class::isInstance)
        .extracting(event -> ((Event.MigrationFinished) event).id().name())
        .containsExactly("M0001_T", "M0002_T", "M0003_T");
  }

  @Test
  void anInterruptedThreadStillFindsOutWhatWasCommitted() {
    MigrationFolder folder = tables(3);
    folder.sql("M0002_T", "create table t2 (); select pg_sleep(0.3)", null);
    proxy.cutDownWhenUpContains("create table t2");
    try (Postcar postcar = throughProxy(folder)) {
      postcar.reporter(
          event -> {
            if (event instanceof Event.Warning lost && lost.text().contains("connecting again")) {
              Thread.currentThread().interrupt();
            }
          });
      postcar.migrate();
    } catch (PostcarException e) {
      assertThat(e.getMessage()).doesNotContain("not known");
    } finally {
      Thread.interrupted();
    }
    assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("3");
  }

  @Test
  void aWireThatStallsForEverEndsWithinItsBound() {
    tables(2).sql("M0002_T", "create table t2 (); select pg_sleep(5)", null);
    Properties login = new Properties();
    login.setProperty("user", database.server().user());
    login.setProperty("password", database.server().password());
    String url = "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name();
    try (Postcar postcar =
        Postcar.on(url, login, Duration.ZERO)
            .packages("app")
            .sources(directory)
            .settling(Duration.ofSeconds(1))
            .lockWait(Duration.ofSeconds(1))
            .pipeline(false)) {
      postcar.reporter(
          event -> {
            events.add(event);
            if (event instanceof Event.MigrationStarted started
                && started.id().name().equals("M0002_T")) {
              stallSoon();
            }
          });
      long begun = System.nanoTime();
      PostcarException.Connection lost =
          catchThrowableOfType(PostcarException.Connection.class, postcar::migrate);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(90));
      assertThat(lost.getMessage())
          .contains("State: not known")
          .contains("In doubt: M0002_T. 1 earlier migration is committed.");
    }
    assertThat(events)
        .anyMatch(event -> event instanceof Event.Said said && said.text().contains("no answer"));
  }

  private void stallSoon() {
    Thread stall =
        new Thread(
            () -> {
              Recovery.sleep(300);
              proxy.stall(true);
            });
    stall.setDaemon(true);
    stall.start();
  }

  private MigrationFolder tables(int count) {
    MigrationFolder folder = new MigrationFolder(directory);
    for (int i = 1; i <= count; i++) {
      folder.sql("M000%d_T".formatted(i), "create table t" + i + " ()", "drop table t" + i);
    }
    return folder;
  }

  private Postcar throughProxy(MigrationFolder folder) {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name());
    return folder.on(source).reporter(events::add);
  }
}
