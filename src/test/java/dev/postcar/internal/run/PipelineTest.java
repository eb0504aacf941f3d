package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many transactions in one message behave as if each had one of its own. */
final class PipelineTest {

  private static final int MANY = 70;

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private MigrationFolder folder;

  @BeforeEach
  void many() {
    folder = new MigrationFolder(directory);
    for (int i = 1; i <= MANY; i++) {
      put(i, "create table t%d (id int);\n-- second\ncreate index on t%d (id)".formatted(i, i));
    }
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void aFailureAtRunTimeIsThatOfTheRightMigrationStatementAndLine() {
    put(41, "create table x ();\n\ncreate table t7 ()");
    try (Postcar postcar = postcar()) {
      PostcarException.MigrationFailed failed = failure(postcar);
      assertThat(failed.getMessage())
          .contains("app.M0041_Step failed: relation \"t7\" already exists (SQLSTATE 42P07)")
          .contains("statement 2, line 3")
          .contains("40 earlier migrations stay applied; 29 later ones did not run");
      assertThat(((MigrateResult) failed.resultSoFar().orElseThrow()).applied()).hasSize(40);
    }
    assertThat(applied()).isEqualTo(40);
    assertThat(database.hasRelation("x")).isFalse();
    assertThat(database.value("select count(*) from _postcar.event where sqlstate is not null"))
        .isEqualTo("1");
    put(41, "create table x ()");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.migrate().applied()).hasSize(30);
    }
  }

  @Test
  void aSyntaxErrorStopsOnlyItsOwnMigrationThoughTheServerReadsTheWholeMessageFirst() {
    for (String wrong :
        List.of("create tabel x ()", "create table x (id int", "create table x ();\nselect (1")) {
      put(41, wrong);
      try (Postcar postcar = postcar()) {
        assertThat(failure(postcar).getMessage())
            .contains("app.M0041_Step failed: syntax error")
            .contains("42601");
      }
      assertThat(applied()).as(wrong).isEqualTo(40);
    }
  }

  @Test
  void aLockInTheMiddleIsWaitedForByItsOwnMigrationAlone() throws Exception {
    database.execute("create table busy (); create sequence runs");
    put(40, "select nextval('runs')");
    put(41, "lock table busy");
    try (Connection other = database.connect();
        Statement statement = other.createStatement();
        Postcar postcar = postcar().lockTimeout(Duration.ofMillis(300))) {
      other.setAutoCommit(false);
      statement.execute("lock table busy");
      CompletableFuture<MigrateResult> run = CompletableFuture.supplyAsync(postcar::migrate);
      awaitRetry();
      other.rollback();
      assertThat(run.join().applied()).hasSize(MANY);
    }
    assertThat(events)
        .filteredOn(Event.Retrying.class::isInstance)
        .isNotEmpty()
        .allMatch(event -> ((Event.Retrying) event).id().name().equals("M0041_Step"));
    assertThat(database.value("select last_value from runs")).isEqualTo("1");
  }

  private void awaitRetry() throws InterruptedException {
    for (int i = 0; i < 600 && events.stream().noneMatch(Event.Retrying.class::isInstance); i++) {
      Thread.sleep(50);
    }
  }

  @Test
  void whatTheServerSaysIsToldOfTheRightMigrationInOrder() {
    put(30, "do $$ begin raise notice 'thirty'; end $$");
    put(31, "select 1; do $$ begin raise notice 'thirty-one'; end $$; select 2");
    try (Postcar postcar = postcar()) {
      postcar.migrate();
    }
    assertThat(events)
        .filteredOn(Event.Notice.class::isInstance)
        .extracting(
            event -> ((Event.Notice) event).id().name() + " " + ((Event.Notice) event).text())
        .containsExactly("M0030_Step thirty", "M0031_Step thirty-one");
    assertThat(events)
        .filteredOn(Event.MigrationStarted.class::isInstance)
        .extracting(event -> ((Event.MigrationStarted) event).id().name())
        .hasSize(MANY)
        .isSorted();
    assertThat(events).filteredOn(Event.MigrationFinished.class::isInstance).hasSize(MANY);
  }

  @Test
  void aNewEnumValueCanBeUsedByTheNextMigrationOfTheSameMessage() {
    put(20, "create type mood as enum ('sad')");
    put(21, "alter type mood add value 'happy'");
    put(22, "create table moods as select 'happy'::mood as mood");
    try (Postcar postcar = postcar()) {
      assertThat(postcar.migrate().applied()).hasSize(MANY);
    }
  }

  @Test
  void aLostConnectionInTheMiddleLeavesWhatWasCommittedAndNothingElse() {
    put(41, "create table x (); select pg_terminate_backend(pg_backend_pid())");
    try (Postcar postcar = postcar()) {
      PostcarException.Connection lost =
          catchThrowableOfType(PostcarException.Connection.class, postcar::migrate);
      assertThat(lost.getMessage())
          .contains("lost while app.M0041_Step was running")
          .contains("State: M0041_Step was rolled back completely.")
          .contains("40 earlier migrations stay applied; 29 later ones did not run.");
      assertThat(((MigrateResult) lost.resultSoFar().orElseThrow()).applied()).hasSize(40);
    }
    assertThat(applied()).isEqualTo(40);
  }

  @Test
  void oneTransactionForAllNamesTheRightMigrationAndLeavesNothing() {
    put(41, "create table x ();\n\ncreate table t7 ()");
    for (Target target : List.of(Target.usual().singleTransaction(), Target.usual().dryRun())) {
      try (Postcar postcar = postcar()) {
        PostcarException.MigrationFailed failed =
            catchThrowableOfType(
                PostcarException.MigrationFailed.class, () -> postcar.migrate(target));
        assertThat(failed.getMessage())
            .contains("app.M0041_Step failed")
            .contains("statement 2, line 3");
      }
      assertThat(database.hasRelation("t1")).isFalse();
    }
    put(41, "select (1");
    try (Postcar postcar = postcar()) {
      assertThat(
              catchThrowableOfType(
                  PostcarException.MigrationFailed.class,
                  () -> postcar.migrate(Target.usual().dryRun())))
          .hasMessageContaining("app.M0041_Step failed: syntax error");
    }
  }

  @Test
  void anySequenceEndsAsItWouldOneMigrationAtATime() {
    long seed = Long.getLong("pipeline.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 6; round++) {
      for (int i = 1; i <= MANY; i++) {
        put(i, any(random, i));
      }
      try (TestDatabase one = new TestDatabase();
          TestDatabase many = new TestDatabase()) {
        assertThat(outcome(many, true))
            .as("seed %d, round %d", seed, round)
            .isEqualTo(outcome(one, false));
      }
    }
  }

  /** Mostly good ones, some of several statements, and now and then one that fails. */
  private static String any(Random random, int i) {
    return switch (random.nextInt(random.nextInt(3) == 0 ? 30 : 12)) {
      case 0 -> "create table a%d (id int); comment on table a%d is 'é; ''x'''".formatted(i, i);
      case 1 -> "set search_path = pg_catalog; create table public.b%d ()".formatted(i);
      case 2 ->
          "create function f%d() returns int language sql begin atomic select 1; select 2; end"
              .formatted(i);
      case 3 -> "do $$ begin perform 1; end $$; create temp table tmp (id int)";
      case 4 ->
          "select set_config('application_name', 'x', false); create table c%d ()".formatted(i);
      case 5 ->
          "create table d%d (id int primary key, d int references d%d deferrable initially deferred)"
              .formatted(i, i);
      case 12 -> "create table e%d (); select 1 / 0".formatted(i);
      case 13 -> "create table g%d (; select 2".formatted(i);
      case 14 -> "select * from no_such_table";
      default -> "create table h%d (); -- last".formatted(i);
    };
  }

  private List<String> outcome(TestDatabase on, boolean pipeline) {
    List<String> outcome = new ArrayList<>();
    try (Postcar postcar = folder.on(on.dataSource()).pipeline(pipeline)) {
      try {
        postcar.migrate().applied().forEach(done -> outcome.add(done.id()));
      } catch (PostcarException e) {
        outcome.add(e.getMessage());
        e.resultSoFar()
            .ifPresent(
                soFar -> ((MigrateResult) soFar).applied().forEach(done -> outcome.add(done.id())));
      }
    }
    outcome.addAll(
        on.rows(
            "select relname, relkind from pg_class where relnamespace = 'public'::regnamespace"
                + " order by 1"));
    outcome.addAll(
        on.rows(
            "select name, state, length(forward_sql) from _postcar.migration order by sequence"));
    outcome.addAll(
        on.rows(
            "select operation, outcome, name, sqlstate, position from _postcar.event order by id"));
    outcome.addAll(on.rows("select generation from _postcar.version"));
    return outcome;
  }

  private void put(int number, String sql) {
    folder.sql("M%04d_Step".formatted(number), sql, null);
  }

  private Postcar postcar() {
    return folder.on(database.dataSource()).reporter(events::add);
  }

  private static PostcarException.MigrationFailed failure(Postcar postcar) {
    return catchThrowableOfType(PostcarException.MigrationFailed.class, postcar::migrate);
  }

  private long applied() {
    return Long.parseLong(
        database.value("select count(*) from _postcar.migration where state = 'applied'"));
  }
}
