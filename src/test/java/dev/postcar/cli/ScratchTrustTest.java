package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.internal.os.TemporaryFiles;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a database says, and what migrations say on a scratch server, reaches no program or file.
 */
final class ScratchTrustTest {

  private final CommandLineFixture fixture = new CommandLineFixture();
  private final TestDatabase live = fixture.database();
  private Path trace;

  @BeforeEach
  void begin() throws IOException {
    trace = TemporaryFiles.directory("postcar-trust");
    // Another user could write there too.
    trace.toFile().setWritable(true, false);
    trace.toFile().setExecutable(true, false);
    trace.toFile().setReadable(true, false);
  }

  @AfterEach
  void close() throws IOException {
    Files.deleteIfExists(trace.resolve("ran"));
    Files.delete(trace);
    fixture.close();
  }

  private String program() {
    return "copy (select 1) to program 'touch " + trace.resolve("ran") + "'";
  }

  private void nothingRan() {
    assertThat(trace.resolve("ran")).doesNotExist();
  }

  private void migrateWithView() {
    fixture
        .sql("M0001_Book", "create table book (id int);", "drop table book;")
        .source(
            "Cheap",
            """
            @Since(M0001_Book.class) public class Cheap extends View {
              public String up() { return "create view cheap as select id from book"; }
              public String down() { return "drop view cheap"; }
            }
            """);
    assertThat(fixture.run("migrate").exitCode()).isZero();
  }

  /** The check that the others can fail at all. */
  @Test
  void theProgramWouldRunAsASuperuser() {
    live.execute(program());
    assertThat(trace.resolve("ran")).exists();
  }

  @Test
  void aStoredViewThatIsNotTheClasssDoesNotRun() {
    migrateWithView();
    live.execute(
        "update _postcar.view set up_sql = 'commit; "
            + program().replace("'", "''")
            + "; begin; ' || up_sql");
    // The checksum still says that it is the class's: the class's SQL runs.
    assertThat(fixture.run("drift").exitCode()).isZero();
    nothingRan();
    live.execute("update _postcar.view set checksum = 'other'");
    Ran refused = fixture.run("drift");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err())
        .startsWith(
            "postcar: Refused: only the history of this database has the SQL of view app.Cheap")
        .contains("--trust-history");
    nothingRan();
    Ran trusted = fixture.run("drift", "--trust-history");
    assertThat(trusted.exitCode()).isEqualTo(4);
    assertThat(trusted.err()).contains("view app.Cheap begins or ends a transaction");
    nothingRan();
  }

  @Test
  void aStoredMigrationThatIsNoClassRunsOnlyOnDemandAndNeverAsASuperuser() {
    fixture.three();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    fixture.delete("src/app/M0003_Three.java");
    Ran refused = fixture.run("drift");
    assertThat(refused.exitCode()).isEqualTo(4);
    assertThat(refused.err()).contains("app.M0003_Three", "--trust-history");
    assertThat(fixture.run("drift", "--trust-history").exitCode()).isZero();
    for (String hostile :
        new String[] {
          program(),
          "do $$ begin execute " + "$x$" + program() + "$x$; end $$",
          "set session authorization postcar_superuser; " + program(),
          "reset role; " + program(),
          "create function x() returns int language plpgsql as $$ begin "
              + program()
              + "; return 1; end $$; create materialized view three as select x()",
          "grant pg_execute_server_program to current_user; " + program(),
          "create role evil superuser",
          "create table three as select pg_read_file('/etc/passwd')",
          "create language plpython3u",
          "create extension file_fdw",
          "create extension dblink",
          "create extension adminpack",
          "copy three from '/etc/passwd'",
          "select lo_import('/etc/passwd')"
        }) {
      live.execute(
          "update _postcar.migration set forward_sql = $f$"
              + hostile
              + "$f$ where name = 'M0003_Three'");
      Ran ran = fixture.run("drift", "--trust-history");
      assertThat(ran.exitCode()).as(hostile + ran.out() + ran.err()).isNotIn(0, 6);
      nothingRan();
    }
    live.execute(
        "update _postcar.migration set forward_sql = $f$commit; "
            + program()
            + "; begin$f$ where name = 'M0003_Three'");
    assertThat(fixture.run("drift", "--trust-history").err())
        .contains("app.M0003_Three begins or ends a transaction");
    nothingRan();
  }

  @Test
  void whoTheHistorySaysHasRunSomethingIsNoWayToASuperuser() {
    fixture.three();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    live.execute("update _postcar.migration set applied_by = 'pg_execute_server_program'");
    Ran ran = fixture.run("drift");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("nothing runs as pg_execute_server_program");
  }

  @Test
  void aRoleNamedLikeTheScratchSuperuserIsNoWayToBecomeOne() {
    fixture.three();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    live.server().execute("create role postcar_superuser; grant postcar_superuser to postgres");
    try {
      live.execute(
          "update _postcar.migration set checksum = 'x', forward_sql = $f$set role"
              + " postcar_superuser; "
              + program()
              + "$f$ where name = 'M0003_Three'");
      Ran ran = fixture.run("drift", "--trust-history");
      assertThat(ran.exitCode()).as(ran.out() + ran.err()).isNotIn(0, 6);
      nothingRan();
    } finally {
      live.server().execute("drop role postcar_superuser");
    }
  }

  @Test
  void noRoleOfAScratchServerMayNameAnOutputPlugin() {
    fixture.sql("M0001_Slot", "select pg_create_logical_replication_slot('a', '/tmp/x');", null);
    Ran ran = fixture.run("verify");
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(2);
    assertThat(ran.err())
        .startsWith("postcar: app.M0001_Slot needs a right that no role has on the scratch server")
        .contains("--scratch URL");
  }

  @Test
  void storedSqlDoesNotRunAsASuperuserOfANamedServer() {
    fixture.three();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    fixture.delete("src/app/M0003_Three.java");
    Ran ran = fixture.run("drift", "--trust-history", "--scratch", live.url());
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err()).contains("the login of --scratch is a superuser");
  }

  @Test
  void aMigrationThatNeedsASuperuserSaysSoWithTheWayOut() {
    fixture.sql("M0001_Run", program() + ";", null);
    for (String command : new String[] {"verify", "trace"}) {
      Ran ran = fixture.run(command);
      assertThat(ran.exitCode()).as(ran.out() + ran.err()).isEqualTo(2);
      assertThat(ran.err())
          .startsWith("postcar: app.M0001_Run needs a right that no role has on the scratch server")
          .contains("--scratch URL");
      nothingRan();
    }
  }

  @Test
  void whatASuperuserDoesEveryDayStillRuns() {
    live.server().execute("create role trust_reader");
    try {
      fixture
          .sql(
              "M0001_Base",
              """
              create extension pg_stat_statements;
              create extension if not exists "uuid-ossp";
              comment on extension plpgsql is 'PL/pgSQL procedural language';
              create role trust_made;
              grant create on schema public to trust_made, trust_reader;
              create table owned (id int);
              alter table owned owner to trust_made;
              create table read (id int);
              alter table read owner to trust_reader;
              revoke all on schema public from public;
              grant pg_read_all_data to trust_made;
              set session_replication_role = replica;
              insert into owned values (1);
              insert into read values (1);
              reset session_replication_role;
              """,
              """
              drop table owned, read;
              drop extension pg_stat_statements;
              drop extension "uuid-ossp";
              revoke create on schema public from trust_made, trust_reader;
              grant usage on schema public to public;
              drop role trust_made;
              """)
          .sql("M0002_Two", "create table two (id int);", "drop table two;");
      Ran ran = fixture.run("verify");
      assertThat(ran.out() + ran.err()).contains("2 migrations verified: 2 ok.");
    } finally {
      live.server().execute("drop role trust_reader");
    }
  }

  @Test
  void theServerIsReallyAnotherUserWithACleanEnvironment() throws IOException {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    fixture.sql(
        "M0001_Uid",
        """
        create table uid ();
        """,
        null);
    fixture.source(
        "M0002_Look",
        """
        public class M0002_Look extends CodeMigration {
          public void forward(Context c) throws Exception {
            try (var s = c.connection().createStatement();
                var r = s.executeQuery("select pg_backend_pid()")) {
              r.next();
              var proc = java.nio.file.Path.of("/proc/" + r.getInt(1));
              java.nio.file.Files.writeString(java.nio.file.Path.of("%s"),
                  java.nio.file.Files.readString(proc.resolve("status"))
                  + java.nio.file.Files.readString(proc.resolve("environ")).replace('\\0', '\\n'));
            }
          }
        }
        """
            .formatted(trace.resolve("ran")));
    Ran ran = fixture.run("verify");
    assertThat(ran.exitCode()).as(ran.out() + ran.err()).isZero();
    String seen = Files.readString(trace.resolve("ran"));
    assertThat(seen).containsPattern("Uid:\\s+65534\\s+65534").contains("NoNewPrivs:\t1");
    assertThat(seen).doesNotContain("HOME=", "JAVA", "PASSWORD");
  }
}
