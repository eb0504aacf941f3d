package dev.postcar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing of a migration's session state reaches the next one, or the caller. */
final class HygieneTest {

  private static final String STATE =
      """
      create table %s as select
        current_setting('search_path') as path, current_user::text as usr, session_user::text as ses,
        current_setting('role') as role, current_setting('work_mem') as work_mem,
        current_setting('standard_conforming_strings') as strings, current_setting('TimeZone') as zone,
        current_setting('transaction_isolation') as isolation,
        (select count(*) from pg_prepared_statements) as prepared,
        (select count(*) from pg_cursors) as cursors,
        (select count(*) from pg_listening_channels()) as channels,
        to_regclass('pg_temp.scratch') is not null as temp,
        (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks;
      """;

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void before() {
    folder = new MigrationFolder(directory);
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @Test
  void nothingLeaksIntoTheNextMigration() {
    folder
        .sql("M0001_Before", STATE.formatted("before_it"), null)
        .sql(
            "M0002_Messy",
            """
            create temp table scratch ();
            prepare p as select 1;
            listen news;
            select set_config('search_path', 'nowhere', false);
            set work_mem = '64kB';
            set standard_conforming_strings = off;
            set timezone = 'Asia/Seoul';
            declare c cursor with hold for select 1;
            select pg_advisory_lock(4711); select pg_advisory_lock(1, -2);
            select pg_advisory_lock_shared(-99); select pg_advisory_lock_shared(3, 4);
            set role pg_monitor;
            """,
            null)
        .sql("M0003_After", STATE.formatted("after_it"), null);
    try (Postcar postcar = folder.on(database.dataSource()).timeZone("UTC")) {
      postcar.migrate();
    }
    assertThat(database.rows("select * from after_it"))
        .isEqualTo(database.rows("select * from before_it"));
    assertThat(database.value("select zone, isolation, strings from after_it"))
        .isEqualTo("UTC|read committed|on");
  }

  @Test
  void aFailedMigrationLeaksNothingEither() {
    folder.sql("M0001_Bad", "set role pg_monitor; set search_path = ''; select 1/0", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.MigrationFailed.class);
      folder.sql("M0001_Bad", STATE.formatted("public.after_it"), null);
      postcar.migrate();
    }
    assertThat(database.value("select role from after_it")).isEqualTo("none");
  }

  @Test
  void theCallersConnectionIsGivenBackAsItCame() throws Exception {
    folder.sql("M0001_Messy", "set work_mem = '64kB'; set search_path = x; listen news", null);
    try (Connection real = database.connect()) {
      real.setAutoCommit(false);
      DataSource one = always(unclosable(real));
      try (Postcar postcar = folder.on(one)) {
        postcar.migrate();
      }
      assertThat(real.getAutoCommit()).isFalse();
      try (Statement statement = real.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "select current_setting('work_mem'), current_setting('search_path'),"
                      + " (select count(*) from pg_listening_channels()),"
                      + " (select count(*) from pg_locks where locktype = 'advisory' and pid ="
                      + " pg_backend_pid())")) {
        row.next();
        assertThat(row.getString(1)).isNotEqualTo("64kB");
        assertThat(row.getString(2)).isEqualTo("\"$user\", public");
        assertThat(row.getInt(3)).isZero();
        assertThat(row.getInt(4)).isZero();
      }
    }
  }

  private static final String SET_BY_A_POOL =
      """
      create schema app; set search_path = app, public; set statement_timeout = '77s';
      set default_transaction_isolation = serializable; set timezone = 'Asia/Seoul';
      set "app.tenant" = 'one'; set application_name = 'shop'; set role pg_monitor; reset role;
      listen "Mixed news"; create temp table scratch (); prepare p as select 1;
      """;

  private static final String FOUND =
      """
      select array(select name || '=' || setting from pg_settings where source = 'session' order by 1)
        || array(select pg_listening_channels()) || array[current_user::text]
        %s;
      """;

  @Test
  void whatThePoolHasSetIsThereAfterwards() throws Exception {
    folder
        .sql("M0001_Messy", STATE.formatted("at_first") + "set work_mem = '64kB'", null)
        .sql("M0002_After", STATE.formatted("later"), null);
    String seen =
        FOUND.formatted(
            "|| array[current_setting('app.tenant'), to_regclass('pg_temp.scratch')::text,"
                + " (select count(*) from pg_prepared_statements)::text]");
    try (Connection real = database.connect();
        Postcar postcar = folder.on(always(unclosable(real)))) {
      try (Statement statement = real.createStatement()) {
        statement.execute(SET_BY_A_POOL);
      }
      String before = value(real, seen);
      assertThat(before).contains("Mixed news", "serializable", "77000", "scratch");
      postcar.status();
      assertThat(value(real, seen)).as("what only reads leaves all").isEqualTo(before);
      String listed = value(real, FOUND.formatted(""));
      postcar.migrate();
      assertThat(value(real, FOUND.formatted(""))).isEqualTo(listed);
    }
    assertThat(database.rows("select * from later"))
        .isEqualTo(database.rows("select * from at_first"));
  }

  @Test
  void theCallersConnectionHasTheAdvisoryLocksThatItHad() throws Exception {
    String locks =
        "select array(select objid || mode from pg_locks where locktype = 'advisory'"
            + " and pid = pg_backend_pid())";
    folder
        .sql("M0001_Ok", "select pg_advisory_lock(7), pg_advisory_lock(7)", null)
        .sql(
            "M0002_Bad",
            "select pg_advisory_lock(8), pg_advisory_lock_shared(9); select 1/0",
            null);
    for (String before : new String[] {"select pg_advisory_lock_shared(99)", "select 1"}) {
      try (Connection real = database.connect();
          Postcar postcar = folder.on(always(unclosable(real)))) {
        try (Statement statement = real.createStatement()) {
          statement.execute(before);
        }
        String found = value(real, locks);
        assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.MigrationFailed.class);
        assertThat(value(real, locks)).isEqualTo(found);
      }
    }
  }

  @Test
  void theRoleThatThePoolHasSetOwnsWhatIsMade() throws Exception {
    String role = "pool_" + database.name();
    database.server().execute("create role " + role);
    try (Connection real = database.connect();
        Postcar postcar = folder.on(always(unclosable(real)))) {
      database.execute("grant create on database " + database.name() + " to " + role);
      database.execute("grant all on schema public to " + role);
      folder
          .sql("M0001_One", "create table one ()", null)
          .outside("M0002_Two", "create table two ()", null)
          .sql("M0003_Three", "create table three ()", null);
      try (Statement statement = real.createStatement()) {
        statement.execute("set role " + role);
      }
      postcar.migrate();
      assertThat(postcar.status().pending()).isZero();
      assertThat(value(real, "select current_user")).isEqualTo(role);
      assertThat(
              database.rows(
                  "select distinct relowner::regrole from pg_class"
                      + " where relnamespace in ('public'::regnamespace, '_postcar'::regnamespace)"))
          .containsExactly(role);
    } finally {
      database.execute("drop owned by " + role + " cascade");
      database.server().execute("drop role " + role);
    }
  }

  private static String value(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void aMigrationThatDropsOrRenamesTheBookkeepingFailsAsAWhole() {
    for (String attack :
        new String[] {
          "create table x (); drop schema _postcar cascade",
          "create table x (); alter schema _postcar rename to other",
          "create table x (); delete from _postcar.migration",
          "create table x (); drop table _postcar.version",
          "create table x (); delete from _postcar.version",
          "create table x (); create table kept as select * from _postcar.version;"
              + " delete from _postcar.version;"
              + " insert into _postcar.version (target, major, minor, generation)"
              + " select target, major, minor, generation from kept"
        }) {
      folder.sql("M0001_Ok", "create table ok ()", null).sql("M0002_Attack", attack, null);
      try (Postcar postcar = folder.on(database.dataSource())) {
        assertThatThrownBy(postcar::migrate)
            .as(attack)
            .isInstanceOf(PostcarException.MigrationFailed.class)
            .hasMessageContaining("bookkeeping");
        assertThat(database.hasRelation("x")).isFalse();
        assertThat(postcar.status().pending()).isEqualTo(1);
      }
    }
  }

  @Test
  void aMigrationThatReleasesEveryAdvisoryLockDoesNotLoseTheRunnersLock() {
    folder
        .sql("M0001_Unlock", "select pg_advisory_unlock_all()", null)
        .sql(
            "M0002_Count",
            "create table locks as select count(*) as held from pg_locks"
                + " where locktype = 'advisory' and pid = pg_backend_pid()",
            null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    assertThat(database.value("select held from locks")).isEqualTo("1");
  }

  @Test
  void everythingIsOwnedByTheRoleTheBookkeepingToo() {
    String role = "owner_" + database.name();
    database.server().execute("create role " + role);
    try {
      database.execute("grant create on database " + database.name() + " to " + role);
      database.execute("grant all on schema public to " + role);
      folder
          .sql("M0001_Table", "create table t (id int)", "drop table t")
          .outside("M0002_Index", "create index concurrently i on t (id)", "drop index i");
      try (Postcar postcar = folder.on(database.dataSource()).role(role)) {
        postcar.migrate();
        assertThat(
                database.rows(
                    "select distinct relowner::regrole from pg_class"
                        + " where relnamespace in ('public'::regnamespace, '_postcar'::regnamespace)"))
            .containsExactly(role);
        assertThat(postcar.status().pending()).isZero();
        postcar.rollback(dev.postcar.Target.all());
        folder.delete("M0002_Index").sql("M0003_More", "create table more ()", null);
        postcar.migrate(dev.postcar.Target.usual().dryRun());
        assertThat(database.hasRelation("t")).isFalse();
        assertThat(database.hasRelation("more")).isFalse();
      }
    } finally {
      database.execute("drop owned by " + role + " cascade");
      database.server().execute("drop role " + role);
    }
  }

  private static Connection unclosable(Connection real) {
    return (Connection)
        Proxy.newProxyInstance(
            HygieneTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private static DataSource always(Connection connection) {
    return (DataSource)
        Proxy.newProxyInstance(
            HygieneTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                return connection;
              }
              throw new SQLException(method.getName());
            });
  }
}
