package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.history.LockKey;
import dev.postcar.internal.operation.ShowOperation;
import dev.postcar.internal.operation.SquashOperation;
import dev.postcar.options.SquashOptions;
import dev.postcar.testing.OlderBookkeeping;
import dev.postcar.testing.Tenant;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** One bookkeeping of many targets: each has a history of its own in it. */
final class SharedBookkeepingTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<Tenant> opened = new ArrayList<>();

  @BeforeEach
  void migrations() {
    file("M0001_A.sql", "create table a (id int);\n-- postcar: rollback\ndrop table a;\n");
    file("M0002_B.sql", "create table b (id int);\n-- postcar: rollback\ndrop table b;\n");
    database.execute("create schema acme; create schema beta");
  }

  @AfterEach
  void drop() {
    opened.forEach(Tenant::close);
    database.close();
  }

  @Test
  void twoTargetsHaveAHistoryEach() {
    assertThat(shared("acme").migrate()).containsExactly("app.M0001_A", "app.M0002_B");
    assertThat(shared("beta").status().pending()).isEqualTo(2);
    assertThat(shared("beta").migrate()).containsExactly("app.M0001_A", "app.M0002_B");
    assertThat(shared("acme").migrate()).isEmpty();
    assertThat(database.rows("select target, name, state from _postcar.migration order by id"))
        .containsExactly(
            "acme|M0001_A|applied",
            "acme|M0002_B|applied",
            "beta|M0001_A|applied",
            "beta|M0002_B|applied");
    assertThat(database.hasRelation("acme.b")).isTrue();
    assertThat(database.hasRelation("beta.b")).isTrue();
    assertThat(shared("acme").rollback()).containsExactly("app.M0002_B");
    assertThat(database.hasRelation("acme.b")).isFalse();
    assertThat(shared("acme").status().pending()).isEqualTo(1);
    assertThat(shared("beta").status().pending()).isZero();
    assertThat(shared("acme").log())
        .containsExactly("applied app.M0001_A", "applied app.M0002_B", "reverted app.M0002_B");
    assertThat(shared("beta").log()).containsExactly("applied app.M0001_A", "applied app.M0002_B");
    assertThat(shared("acme").migrate()).containsExactly("app.M0002_B");
    assertThat(shared("acme").rollback()).containsExactly("app.M0002_B");
    assertThat(ShowOperation.run(shared("acme").context(), "M0002").history()).hasSize(2);
    assertThat(ShowOperation.run(shared("beta").context(), "M0002").history()).hasSize(1);
  }

  @Test
  void fiftySchemasMigrateAtOnceEachExactlyOnce() throws Exception {
    List<String> schemas = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      schemas.add("tenant_" + i);
      database.execute("create schema tenant_" + i);
    }
    file("M0003_C.sql", "-- postcar: nontransactional\ncreate index concurrently on a (id);\n");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<String>>> runs = new ArrayList<>();
      for (String schema : schemas) {
        Tenant tenant = shared(schema);
        runs.add(threads.submit(tenant::migrate));
        // A second runner of the same target: one of the two has nothing to do.
        runs.add(threads.submit(tenant.with(Setting.RETRIES, 20)::migrate));
      }
      int applied = 0;
      for (Future<List<String>> run : runs) {
        applied += run.get().size();
      }
      assertThat(applied).isEqualTo(150);
    } finally {
      threads.shutdownNow();
    }
    assertThat(
            database.value(
                "select count(*), count(distinct (target, name)), count(distinct target) from"
                    + " _postcar.migration where state = 'applied'"))
        .isEqualTo("150|150|50");
    assertThat(database.value("select count(*) from _postcar.version")).isEqualTo("50");
    assertThat(database.value("select count(*) from _postcar.statement")).isEqualTo("50");
    assertThat(database.value("select count(*) from pg_class where relname in ('a', 'b')"))
        .isEqualTo("100");
  }

  @Test
  void theGenerationIsThatOfOneTarget() {
    shared("acme").migrate();
    shared("beta").migrate();
    HistoryText acme = new HistoryText("_postcar", "acme", "x");
    long planned = Long.parseLong(generation("acme"));
    shared("beta").rollback();
    assertThat(generation("acme")).isEqualTo(String.valueOf(planned));
    String before = generation("beta");
    // Nobody of this target has written since: the plan of before may be run.
    database.execute("set search_path = pg_catalog; " + acme.moveGeneration(planned));
    assertThatThrownBy(() -> database.execute(acme.moveGeneration(planned)))
        .hasRootCauseMessage("ERROR: division by zero");
    database.execute(acme.fenceOff());
    assertThat(generation("acme")).isEqualTo(String.valueOf(planned + 2));
    assertThat(generation("beta")).isEqualTo(before);
  }

  @Test
  void theRunnerLockIsThatOfOneTarget() throws SQLException {
    assertThat(LockKey.runner("_postcar", "")).isEqualTo(LockKey.runner("_postcar"));
    assertThat(LockKey.runner("a", "b")).isNotEqualTo(LockKey.runner("ab", ""));
    try (Connection holder = database.connect();
        Statement statement = holder.createStatement()) {
      statement.execute("select pg_advisory_lock(" + LockKey.runner("_postcar", "acme") + ")");
      assertThat(shared("beta").migrate()).hasSize(2);
      Tenant acme = shared("acme").with(Setting.LOCK_WAIT, Duration.ofMillis(100));
      assertThatThrownBy(acme::migrate).isInstanceOf(PostcarException.Lock.class);
    }
  }

  @Test
  void whatIsMarkedOrSkippedIsSoForOneTarget() {
    shared("acme").records().mark("M0001");
    shared("acme").records().skip("M0002");
    assertThat(shared("acme").status().pending()).isZero();
    assertThat(shared("beta").migrate()).hasSize(2);
    shared("acme").records().mark("M0002");
    assertThat(database.rows("select name, state from _postcar.migration where target = 'acme'"))
        .containsExactlyInAnyOrder("M0001_A|marked", "M0002_B|reverted", "M0002_B|marked");
  }

  @Test
  void aSquashIsRecordedForEachTargetAlone() throws IOException {
    shared("acme").migrate();
    shared("beta").migrate();
    SquashOperation.run(
        shared("acme").with(Setting.SEARCH_PATH, "public").context(),
        new SquashOptions("M0001", "M0002", "All"));
    assertThat(shared("acme").migrate()).containsExactly("app.M0002_All");
    assertThat(outcomes("acme")).endsWith("marked");
    assertThat(outcomes("beta")).doesNotContain("marked");
    shared("beta").migrate();
    assertThat(outcomes("beta")).endsWith("marked");
    shared("acme").rollback();
    assertThat(database.hasRelation("acme.a")).isFalse();
    assertThat(database.hasRelation("beta.a")).isTrue();
    assertThat(
            database.rows(
                "select target, name from _postcar.migration where reverted_at is null order by id"))
        .containsExactly("beta|M0001_A", "beta|M0002_B", "beta|M0002_All");
  }

  @Test
  void anInterruptedOneIsResumedInItsTargetAlone() {
    file(
        "M0003_Unique.sql",
        """
        -- postcar: nontransactional
        create table c (id int);
        create unique index concurrently u on a (id);
        """);
    shared("beta").records().mark("M0001");
    database.execute("create table beta.a (id int)");
    shared("acme").migrate();
    database.execute("drop index acme.u; insert into beta.a values (1), (1)");
    assertThat(catchThrowable(shared("beta")::migrate))
        .isInstanceOf(PostcarException.MigrationFailed.class)
        .hasMessageContaining("SQLSTATE 23505");
    assertThat(catchThrowable(shared("beta")::migrate))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("interrupted  app.M0003_Unique");
    assertThat(shared("acme").status().migrations().get(2).state())
        .isEqualTo(MigrationState.APPLIED);
    assertThat(catchThrowable(() -> shared("acme").records().resume("M0003", null)))
        .isInstanceOf(PostcarException.class);
    database.execute("delete from beta.a");
    shared("beta").records().resume("M0003", null);
    assertThat(shared("beta").migrate()).isEmpty();
    assertThat(
            database.value("select indisvalid from pg_index where indexrelid = 'beta.u'::regclass"))
        .isEqualTo("t");
    assertThat(shared("beta").log()).contains("failed app.M0003_Unique");
    assertThat(shared("acme").log()).doesNotContain("failed app.M0003_Unique");
  }

  @Test
  void aViewIsUpInEachTarget() {
    file("V.view.sql", "create view v as select id from a;\n-- postcar: down\ndrop view v;\n");
    shared("acme").migrate();
    shared("beta").migrate();
    assertThat(database.rows("select target, name from _postcar.view order by 1"))
        .containsExactly("acme|V", "beta|V");
    file(
        "V.view.sql",
        "create view v as select id, 1 as one from a;\n-- postcar: down\ndrop view v;\n");
    shared("beta").migrate();
    assertThat(database.value("select count(distinct checksum) from _postcar.view")).isEqualTo("2");
    assertThat(shared("acme").status().views().get(0).next()).isNotNull();
    assertThat(shared("beta").status().views().get(0).next()).isNull();
  }

  @Test
  void aBookkeepingOfOneTargetIsNotShared() {
    own("_postcar").migrate();
    for (Runnable use : uses(shared("beta"))) {
      assertThatThrownBy(use::run)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessage(
              """
              Refused: the bookkeeping in schema "_postcar" is not shared: it has the history of one target, and not of "beta".
              State: nothing was changed.
              Next: use another namespace for the bookkeeping that the fleet shares.""");
    }
    assertThat(database.value("select count(*) from _postcar.version")).isEqualTo("1");
  }

  @Test
  void aBookkeepingUpTo03IsNotSharedAndUpgradedWithoutATarget() {
    own("_postcar").migrate();
    database.execute(OlderBookkeeping.VERSION_03);
    assertThatThrownBy(shared("beta")::migrate)
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining("is not shared");
    assertThat(database.value("select major, minor from _postcar.version")).isEqualTo("0|3");
    assertThat(own("_postcar").status().pending()).isZero();
    assertThat(own("_postcar").log()).hasSize(2);
    file("M0003_C.sql", "create table c ();\n");
    assertThat(own("_postcar").migrate()).containsExactly("app.M0003_C");
    assertThat(database.value("select major, minor, target from _postcar.version"))
        .isEqualTo("0|4|");
    assertThat(database.value("select count(*) from _postcar.migration where target = ''"))
        .isEqualTo("3");
  }

  @Test
  void aSharedBookkeepingIsNotUsedWithoutATarget() {
    shared("acme").migrate();
    for (Runnable use : uses(own("_postcar"))) {
      assertThatThrownBy(use::run)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessage(
              """
              Refused: the bookkeeping in schema "_postcar" is shared by the targets of a fleet, such as "acme", and this run has no target.
              State: nothing was changed.
              Next: use the fleet commands, or another namespace.""");
    }
    assertThat(database.value("select count(*) from _postcar.migration")).isEqualTo("2");
  }

  @Test
  void aTenantsRoleHasNoRights() {
    String tenant = database.name() + "_tenant";
    try {
      database.execute(
          ("create role %1$s; alter schema acme owner to %1$s;"
                  + " alter default privileges grant select, insert on tables to %1$s;"
                  + " alter default privileges grant usage, update on sequences to public;"
                  + " alter default privileges grant usage on schemas to %1$s")
              .formatted(tenant));
      shared("acme").migrate();
      assertThat(
              database.rows(
                  "select relname from pg_class where relnamespace = '_postcar'::regnamespace and"
                      + " relkind in ('r', 'S') and (case relkind when 'r' then"
                      + " has_table_privilege('%1$s', oid, 'select, insert, update, delete') else has_sequence_privilege('%1$s', oid, 'usage, select, update') end)"
                          .formatted(tenant)))
          .isEmpty();
      assertThat(
              database.value(
                  "select has_schema_privilege('%s', '_postcar', 'usage, create')"
                      .formatted(tenant)))
          .isEqualTo("f");
    } finally {
      database.execute("drop owned by " + tenant + " cascade; drop role " + tenant);
    }
  }

  @Test
  void aSharedBookkeepingOfOneTenantsRoleIsRefusedToTheNext() {
    String one = database.name() + "_one";
    String two = database.name() + "_two";
    try {
      database.execute(
          ("create role %1$s; create role %2$s; create role %1$s_app login password 'secret'; grant create on database %3$s to %1$s_app;"
                  + " grant %1$s, %2$s to %1$s_app; grant create on database %3$s to %1$s, %2$s;"
                  + " alter schema acme owner to %1$s; alter schema beta owner to %2$s")
              .formatted(one, two, database.name()));
      Tenant acme = open(Tenant.shared(as(one + "_app"), directory, "acme"));
      Tenant beta = open(Tenant.shared(as(one + "_app"), directory, "beta"));
      acme.with(Setting.ROLE, one).migrate();
      assertThatThrownBy(beta.with(Setting.ROLE, two)::migrate)
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("is shared by many targets, and cannot be trusted")
          .hasMessageContaining("belongs to role \"" + one + "\"")
          .hasMessageContaining("Next: use one role for all targets");
      assertThat(database.hasRelation("beta.a")).isFalse();
    } finally {
      opened.forEach(Tenant::close);
      for (String role : List.of(one + "_app", one, two)) {
        database.execute("drop owned by " + role + " cascade; drop role " + role);
      }
    }
  }

  @Test
  void oneTargetOfManyIsReadByItsIndex() {
    shared("acme").migrate();
    database.execute(
        """
        insert into _postcar.version (target, major, minor, time_zone)
          select 't' || t, 0, 4, 'UTC' from generate_series(1, 3000) t;
        insert into _postcar.migration (target, package, name, sequence, state, postcar_version, attempt)
          select 't' || t, 'app', 'M' || n, n, 'applied', 'x', gen_random_uuid()
            from generate_series(1, 3000) t, generate_series(1, 10) n;
        insert into _postcar.statement (migration, direction, number, state, sql)
          select id, 'forward', 1, 'done', 'x' from _postcar.migration;
        insert into _postcar.event (target, operation, outcome, package, name)
          select target, 'migrate', state, package, name from _postcar.migration;
        insert into _postcar.view (target, package, name, checksum, up_sql, down_sql, postcar_version)
          select target, 'app', 'V', 'x', 'x', 'x', 'x' from _postcar.version where target <> 'acme';
        """);
    database.execute("analyze");
    String scans =
        "select relname, seq_scan from pg_stat_user_tables where schemaname = '_postcar' order by 1";
    database.execute("select pg_stat_reset()");
    shared("acme").status();
    shared("acme").log();
    ShowOperation.run(shared("acme").context(), "M0002");
    file("V.view.sql", "create view v as select id from a;\n-- postcar: down\ndrop view v;\n");
    file("M0003_C.sql", "create table c ();\n-- postcar: rollback\ndrop table c;\n");
    file(
        "M0004_D.sql",
        "-- postcar: nontransactional\ncreate index concurrently d on a (id);\n-- postcar: rollback\ndrop index d;\n");
    file("M0005_E.sql", "create table e ();\n-- postcar: rollback\ndrop table e;\n");
    assertThat(shared("acme").migrate()).hasSize(3);
    shared("acme").rollback();
    shared("acme").rollback();
    shared("beta").migrate();
    opened.forEach(Tenant::close);
    assertThat(database.rows(scans))
        .containsExactly("event|0", "migration|0", "statement|0", "version|0", "view|0");
  }

  private static List<Runnable> uses(Tenant tenant) {
    return List.of(
        tenant::migrate,
        tenant::rollback,
        tenant::status,
        tenant::log,
        () -> tenant.records().mark("M0001"),
        () -> tenant.moveTo("elsewhere", ""));
  }

  private String outcomes(String target) {
    return String.join(
        ",",
        database.rows(
            "select outcome from _postcar.event where target = '%s' order by id"
                .formatted(target)));
  }

  private String generation(String target) {
    return database.value(
        "select generation from _postcar.version where target = '%s'".formatted(target));
  }

  private DataSource as(String login) {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUser(login);
    source.setPassword("secret");
    return source;
  }

  private Tenant shared(String schema) {
    return open(Tenant.shared(database.dataSource(), directory, schema));
  }

  private Tenant own(String namespace) {
    return open(Tenant.of(database.dataSource(), directory, "acme", namespace, ""));
  }

  private Tenant open(Tenant tenant) {
    opened.add(tenant);
    return tenant.with(Config.Given.SETTLING, Duration.ofSeconds(20));
  }

  private void file(String name, String text) {
    try {
      Path folder = Files.createDirectories(directory.resolve("app"));
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
