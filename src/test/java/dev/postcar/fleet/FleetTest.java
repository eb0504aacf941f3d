package dev.postcar.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Event;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.FleetResult;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fleet in an application. */
final class FleetTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Event> events = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void before() {
    new MigrationFolder(directory)
        .sql("M0001_One", "create table one ()", "drop table one")
        .sql("M0002_Two", "create table two ()", "drop table two");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private Postcar postcar() {
    return Postcar.withoutDatabase().packages("app").sources(directory).reporter(events::add);
  }

  private List<FleetTarget> schemas(int count) {
    List<FleetTarget> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String name = "tenant_%02d".formatted(i);
      database.execute("create schema " + name);
      targets.add(FleetTarget.of(name, database.url()).inSchema(name));
    }
    return targets;
  }

  private static List<State> states(FleetResult result) {
    return result.targets().stream().map(TargetResult::state).toList();
  }

  @Test
  void twoFleetsAtTheSameTimeDoEachTargetExactlyOnce() throws Exception {
    List<FleetTarget> targets = schemas(24);
    List<CompletableFuture<FleetResult>> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(
          CompletableFuture.supplyAsync(
              () -> postcar().fleet(targets).perServer(8).maxFailures(99).migrate(Target.usual())));
    }
    int applied = 0;
    for (CompletableFuture<FleetResult> run : runs) {
      FleetResult result = run.get(2, TimeUnit.MINUTES);
      assertThat(states(result)).isSubsetOf(State.DONE, State.NOTHING);
      assertThat(result.exitCode()).isZero();
      applied += result.targets().stream().mapToInt(TargetResult::count).sum();
    }
    assertThat(applied).isEqualTo(48);
    assertThat(database.value("select count(*) from pg_tables where schemaname like 'tenant%'"))
        .isEqualTo("48");
  }

  @Test
  void whatIsUnderWayEndsAndNothingElseBeginsOnceItIsDrained() {
    List<FleetTarget> targets = schemas(8);
    AtomicReference<Fleet> drained = new AtomicReference<>();
    Postcar postcar =
        postcar()
            .reporter(
                event -> {
                  if (event instanceof Event.TargetFinished finished && finished.finished() == 3) {
                    assertThat(drained.get().drain(15)).isTrue();
                  }
                });
    drained.set(postcar.fleet(targets).parallel(1));
    FleetResult result = drained.get().migrate(Target.usual());
    assertThat(result.signal()).isEqualTo(15);
    assertThat(result.exitCode()).isEqualTo(143);
    assertThat(result.count(State.DONE)).isBetween(3L, 4L);
    assertThat(result.count(State.NOT_TRIED)).isEqualTo(8 - result.count(State.DONE));
    assertThat(drained.get().drain(2)).as("nothing is under way").isFalse();
    FleetResult rest = postcar().fleet(targets).migrate(Target.usual());
    assertThat(rest.count(State.NOTHING)).isEqualTo(result.count(State.DONE));
    assertThat(rest.exitCode()).isZero();
  }

  @Test
  void aThreadThatIsInterruptedWaitsForWhatIsUnderWay() throws Exception {
    List<FleetTarget> targets = schemas(30);
    CountDownLatch first = new CountDownLatch(1);
    AtomicReference<FleetResult> result = new AtomicReference<>();
    Postcar postcar =
        postcar()
            .reporter(
                event -> {
                  if (event instanceof Event.TargetFinished) {
                    first.countDown();
                  }
                });
    Thread thread =
        new Thread(() -> result.set(postcar.fleet(targets).parallel(1).migrate(Target.usual())));
    thread.start();
    assertThat(first.await(1, TimeUnit.MINUTES)).isTrue();
    thread.interrupt();
    thread.join(60_000);
    assertThat(result.get().exitCode()).isEqualTo(130);
    assertThat(states(result.get())).isSubsetOf(State.DONE, State.NOT_TRIED);
    assertThat(result.get().count(State.NOT_TRIED)).isPositive();
  }

  @Test
  void aGroupBeginsWhenTheOneBeforeHasEnded() {
    List<FleetTarget> targets = new ArrayList<>();
    for (FleetTarget target : schemas(9)) {
      targets.add(target.inGroup(List.of("a", "b", "c").get(targets.size() % 3)));
    }
    postcar().fleet(targets).perServer(8).migrate(Target.usual());
    List<String> groups = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.TargetFinished finished) {
        groups.add(finished.target().group());
      }
    }
    assertThat(groups).isSorted().hasSize(9);
  }

  @Test
  void noMoreConnectionsAreOpenThanTargetsMayRun() {
    List<FleetTarget> targets = schemas(20);
    database.execute(
        "create table seen (n int); create function see() returns event_trigger language plpgsql as"
            + " $$ begin insert into public.seen select count(*) from pg_stat_activity where"
            + " datname = current_database() and application_name like 'postcar%'; end $$;"
            + " create event trigger see on ddl_command_end when tag in ('CREATE TABLE') execute"
            + " function see()");
    FleetResult result = postcar().fleet(targets).parallel(6).perServer(3).migrate(Target.usual());
    assertThat(result.exitCode()).as(result.targets().toString()).isZero();
    assertThat(Integer.parseInt(database.value("select max(n) from public.seen"))).isBetween(2, 3);
    assertThat(
            database.value(
                "select count(*) from pg_stat_activity where datname = current_database() and"
                    + " application_name like 'postcar%'"))
        .isEqualTo("0");
  }

  @Test
  void whatOneTargetLeavesInItsSessionIsNotInTheNext() {
    new MigrationFolder(directory)
        .sql(
            "M0003_Three",
            "set search_path = public; set statement_timeout = '1h'; create temp table t ();"
                + " select pg_advisory_lock(42); listen news",
            null)
        .sql("M0004_Four", "create table four ()", null);
    List<FleetTarget> targets = schemas(5);
    FleetResult result = postcar().fleet(targets).parallel(1).migrate(Target.usual());
    assertThat(result.exitCode()).as(result.targets().toString()).isZero();
    assertThat(database.value("select count(*) from pg_tables where tablename = 'four'"))
        .isEqualTo("5");
    assertThat(database.hasRelation("public.four")).isFalse();
    assertThat(database.hasRelation("tenant_04.one")).isTrue();
  }

  @Test
  void aMigrationMayFailInOneAndTheOthersAreDone() {
    List<FleetTarget> targets = schemas(6);
    database.execute("create table tenant_03.two ()");
    FleetResult result = postcar().fleet(targets).maxFailures(1).migrate(Target.usual());
    assertThat(result.exitCode()).isEqualTo(1);
    TargetResult failed = result.targets().get(3);
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.failure().kind()).isEqualTo("migration");
    assertThat(failed.failure().migration()).isEqualTo("app.M0002_Two");
    assertThat(failed.failure().sqlstate()).isEqualTo("42P07");
    assertThat(result.count(State.DONE)).isEqualTo(5);
  }

  @Test
  void whatCannotBeginAtAllIsThrown() {
    List<FleetTarget> one = schemas(1);
    assertThatThrownBy(() -> postcar().fleet(List.of()).migrate(Target.usual()))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessage("The fleet has no target.");
    assertThatThrownBy(() -> postcar().packages("none").fleet(one).migrate(Target.usual()))
        .isInstanceOf(PostcarException.Source.class);
    assertThatThrownBy(() -> FleetTarget.of(" ", database.url()))
        .isInstanceOf(PostcarException.Configuration.class);
    assertThatThrownBy(() -> FleetTarget.of("a", (String) null))
        .isInstanceOf(PostcarException.Configuration.class);
    assertThat(one.get(0).toString()).isEqualTo("tenant_00");
  }

  @Test
  void aTargetThatLosesItsConnectionIsNoServerThatIsDown() {
    List<FleetTarget> targets = schemas(4);
    new MigrationFolder(directory)
        .sql(
            "M0003_Three",
            "do $$ begin if current_schema() = 'tenant_00' then perform"
                + " pg_terminate_backend(pg_backend_pid()); end if; end $$",
            null);
    FleetResult result =
        postcar()
            .retries(0)
            .settling(java.time.Duration.ofSeconds(2))
            .fleet(targets)
            .parallel(1)
            .maxFailures(3)
            .migrate(Target.usual());
    assertThat(states(result).subList(1, 4)).containsOnly(State.DONE);
    assertThat(states(result).get(0)).isEqualTo(State.FAILED);
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @Test
  void aReporterThatThrowsEndsTheRun() {
    List<FleetTarget> targets = schemas(6);
    Postcar postcar =
        postcar()
            .reporter(
                event -> {
                  if (event instanceof Event.TargetFinished) {
                    throw new IllegalStateException("the pager is broken");
                  }
                });
    assertThatThrownBy(() -> postcar.fleet(targets).parallel(2).migrate(Target.usual()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the pager is broken");
  }

  @Test
  void aReusedConnectionWaitsAsLongAsOneOfItsOwn() throws Exception {
    List<FleetTarget> targets = schemas(2);
    assertThat(postcar().fleet(targets).migrate(Target.usual()).exitCode()).isZero();
    new MigrationFolder(directory).sql("M0003_Three", "create table three ()", null);
    try (java.sql.Connection holder = database.connect();
        java.sql.Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table _postcar_tenant_00.version in access exclusive mode");
      CompletableFuture<FleetResult> run =
          CompletableFuture.supplyAsync(
              () -> postcar().fleet(targets).parallel(1).migrate(Target.usual()));
      TimeUnit.SECONDS.sleep(17);
      holder.rollback();
      assertThat(states(run.get(1, TimeUnit.MINUTES))).containsOnly(State.DONE);
    }
  }

  @Test
  void aTenantsRoleNeedNotSeeTheBookkeepingOfTheDatabase() {
    List<FleetTarget> targets = schemas(1);
    Postcar.on(database.url()).packages("app").sources(directory).migrate();
    database.execute("drop table one, two");
    String role = "tenant_" + database.name();
    database.execute(
        "create role " + role + "; grant create on database " + database.name() + " to " + role);
    database.execute("alter schema tenant_00 owner to " + role);
    try {
      FleetResult result = postcar().role(role).fleet(targets).migrate(Target.usual());
      assertThat(result.exitCode()).as(result.targets().toString()).isZero();
    } finally {
      database.execute("drop owned by " + role + " cascade; drop role " + role);
    }
  }
}
