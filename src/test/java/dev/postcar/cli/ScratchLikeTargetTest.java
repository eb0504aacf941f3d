package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.ChildJvm;
import dev.postcar.testing.TestDatabase;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A scratch database is like its target, and a named server is left as it was. */
final class ScratchLikeTargetTest {

  private final CommandLineFixture fixture = new CommandLineFixture();
  private final TestDatabase live = fixture.database();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void settingsTablespacesStartUpOptionsAndLockTableAreTheTargets() {
    String space = "like_" + live.name();
    inPlace("create tablespace " + space + " location ''");
    try {
      live.execute("create schema \"My app\"");
      live.execute("alter database " + live.name() + " set search_path = \"My app\", public");
      live.execute("alter database " + live.name() + " set my.tenant = 'it''s; drop'");
      live.execute(
          "alter role postgres in database " + live.name() + " set bytea_output = 'escape'");
      fixture.environment("PGOPTIONS", "-c my.start=up -c extra_float_digits=0");
      fixture.sql(
          "M0001_Like",
          """
          create schema if not exists "My app";
          create table here (i int) tablespace %s;
          do $$ begin
            assert current_setting('my.tenant') = 'it''s; drop', 'tenant';
            assert current_setting('my.start') = 'up', 'start';
            assert current_setting('bytea_output') = 'escape', 'bytea';
            assert to_regclass('"My app".here') is not null, 'path';
            assert current_setting('max_locks_per_transaction')::int
                * current_setting('max_connections')::int >= 64 * 200, 'locks';
          end $$;
          """
              .formatted(space),
          "drop table here;");
      assertThat(fixture.run("migrate").exitCode()).isZero();
      for (String command : new String[] {"verify", "drift", "trace --all"}) {
        Ran ran = fixture.run(command.split(" "));
        boolean schema = command.equals("verify");
        assertThat(ran.exitCode()).as(command + ran.out() + ran.err()).isEqualTo(schema ? 6 : 0);
        assertThat(ran.out()).doesNotContain("failed");
      }
    } finally {
      live.execute("drop table if exists \"My app\".here");
      inPlace("drop tablespace " + space);
    }
  }

  @Test
  void aSettingThatWouldEndTheDriversSessionIsTakenOverToo() {
    live.execute("alter database " + live.name() + " set datestyle = 'German, DMY'");
    live.execute("alter database " + live.name() + " set client_encoding = 'LATIN1'");
    fixture.sql(
        "M0001_Style",
        """
        do $$ begin
          assert (select string_agg(c, ' ' order by lower(c)) from pg_db_role_setting, unnest(setconfig) c
                   where setdatabase = (select oid from pg_database where datname = current_database())
                     and c ~* '^(datestyle|client_enc)')
               = 'client_encoding=LATIN1 DateStyle=German, DMY', 'settings';
        end $$;
        create table here (i int);
        """,
        "drop table here;");
    assertThat(fixture.run("migrate").exitCode()).isZero();
    for (String command : new String[] {"verify", "drift", "trace --all"}) {
      Ran ran = fixture.run(command.split(" "));
      assertThat(ran.exitCode()).as(command + ran.out() + ran.err()).isZero();
      assertThat(ran.err()).doesNotContain("does not have");
    }
  }

  private void inPlace(String sql) {
    try (var connection = live.connect();
        var statement = connection.createStatement()) {
      statement.execute("set allow_in_place_tablespaces = on");
      statement.execute(sql);
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRoundThatMakesADatabaseRunsAgain() {
    fixture
        .source(
            "M0001_Made",
            """
            @NonTransactional public class M0001_Made extends Migration {
              public String forward() { return "create database like_made"; }
              public String rollback() { return "select 1"; }
            }
            """)
        .sql("M0002_Two", "create table two (i int);", "drop table two;");
    Ran ran = fixture.run("verify");
    assertThat(ran.out() + ran.err()).contains("2 migrations verified");
    assertThat(ran.exitCode()).isIn(0, 6);
  }

  @Test
  void whatChangesTheWholeServerIsRefusedOnANamedOneAndTheRestUndone() {
    live.server().execute("create role like_theirs; create role like_other");
    try {
      List<String> before = shared();
      for (String sql :
          new String[] {
            "alter system set work_mem = '7MB'",
            "create database like_left",
            "alter role like_theirs set work_mem = '7MB'",
            "drop role like_theirs"
          }) {
        fixture.source(
            "M0001_Server",
            "@NonTransactional public class M0001_Server extends Migration {\n"
                + "  public String forward() { return \""
                + sql
                + "\"; }\n  public String rollback() { return \"select 1\"; }\n}\n");
        Ran ran = fixture.run("verify", "--scratch", live.url());
        assertThat(ran.exitCode()).as(sql).isEqualTo(4);
        assertThat(ran.err()).contains("changes the whole server", "omit --scratch");
        assertThat(shared()).isEqualTo(before);
      }
      fixture.sql(
          "M0001_Server",
          """
          grant like_theirs to like_other;
          """,
          "select 1;");
      fixture.run("verify", "--scratch", live.url());
      assertThat(shared()).isEqualTo(before);
    } finally {
      live.server().execute("drop role like_theirs, like_other");
    }
  }

  @Test
  @Timeout(120)
  void whatAKilledRunLeavesIsSweptByTheNext() throws Exception {
    fixture.sql("M0001_Wait", "select pg_sleep(100);", null);
    Process child =
        new ProcessBuilder(
                ChildJvm.command(
                    "dev.postcar.cli.Main",
                    "verify",
                    "--role",
                    "like_killed",
                    "--scratch",
                    live.url()))
            .directory(fixture.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(fixture.directory().resolve("child.log").toFile())
            .start();
    while (live.value(
            "select count(*) from pg_stat_activity where query ~ '^select pg_sleep|pg_sleep\\(100'"
                + " and datname ~ '^postcar_scratch_'")
        .equals("0")) {
      assertThat(child.isAlive())
          .as(java.nio.file.Files.readString(fixture.directory().resolve("child.log")))
          .isTrue();
      Thread.sleep(50);
    }
    child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    assertThat(left()).isEqualTo("1 like_killed");
    live.execute(
        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname ~ '^postcar_scratch_'");
    assertThat(left()).isEqualTo("1 like_killed");
    fixture.delete("src/app/M0001_Wait.java");
    fixture.sql("M0001_One", "create table one (i int);", "drop table one;");
    assertThat(fixture.run("verify", "--scratch", live.url()).exitCode()).isZero();
    assertThat(left()).isEqualTo("0 null");
  }

  private String left() {
    return live.rows(
            "select (select count(*) from pg_database where datname ~ '^postcar_scratch_'),"
                + " (select string_agg(rolname, ',') from pg_roles where rolname = 'like_killed')")
        .get(0)
        .replace('|', ' ');
  }

  private List<String> shared() {
    return live.rows(
        """
        select datname from pg_database
        union all select rolname || rolcreatedb || rolcanlogin from pg_roles
        union all select setrole::regrole || setconfig::text from pg_db_role_setting
        union all select roleid::regrole || ' ' || member::regrole from pg_auth_members
        union all select name || setting from pg_file_settings where sourcefile ~ 'auto.conf$'
        order by 1
        """);
  }
}
