package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A database whose search_path puts a schema of traps in front of {@code pg_catalog}: every
 * function, operator, table, view and type that postcar could name is there once more. No command
 * steps into one. The server itself counts the calls.
 */
final class TrapDatabaseTest {

  private static final List<List<String>> WRITING =
      List.of(
          List.of("migrate", "--plan"),
          List.of("migrate", "--to", "M0004_Code"),
          List.of("skip", "M0006_Skipped"),
          List.of("migrate"),
          List.of("migrate"),
          List.of("rollback", "--plan"),
          List.of("rollback", "--all", "--yes"),
          List.of("migrate", "--to", "M0004_Code"),
          List.of("mark", "M0005_Marked"),
          List.of("migrate"));

  private static final List<List<String>> READING =
      List.of(
          List.of("status"),
          List.of("status", "--json"),
          List.of("log"),
          List.of("show", "M0001_One"),
          List.of("graph"),
          List.of("config"),
          List.of("wait"));

  private static final List<List<String>> SCRATCH =
      List.of(List.of("check"), List.of("verify"), List.of("trace", "--all"), List.of("drift"));

  private final CommandLineFixture fixture = new CommandLineFixture();
  private final String owner = fixture.database().name() + "_owner";
  private final String reader = fixture.database().name() + "_reader";

  @BeforeEach
  void open() {
    fixture
        .database()
        .execute(
            "create role \"%s\" login password 'x'; create role \"%s\" login password 'x'"
                .formatted(owner, reader));
    // Their own SQL is safe: --search-path below puts pg_catalog first.
    fixture
        .sql(
            "M0001_One",
            "create table one (id int primary key, name text default 'x');",
            "drop table one;")
        .sql(
            "M0002_Two",
            "create table two (id int references one); insert into one values (1);",
            "drop table two; delete from one;")
        .source(
            "M0003_Outside",
            "@NonTransactional public class M0003_Outside extends Migration {"
                + " public String forward() { return \"create index concurrently one_name on one (name)\"; }"
                + " public String rollback() { return \"drop index concurrently one_name\"; } }")
        .source(
            "M0004_Code",
            "public class M0004_Code extends CodeMigration {"
                + " public void forward(Context c) throws Exception {"
                + " try (java.sql.Statement s = c.connection().createStatement()) {"
                + " s.execute(\"create table coded ()\"); } }"
                + " public void rollback(Context c) throws Exception {"
                + " try (java.sql.Statement s = c.connection().createStatement()) {"
                + " s.execute(\"drop table coded\"); } } }")
        .sql("M0005_Marked", "create table marked ();", "drop table marked;")
        .sql("M0006_Skipped", "create table skipped ();", "drop table skipped;")
        .source(
            "Ones",
            "@Since(M0001_One.class) public class Ones extends View {"
                + " public String up() { return \"create view ones as select id from one\"; }"
                + " public String down() { return \"drop view ones\"; } }");
  }

  @AfterEach
  void close() {
    fixture.database().execute("drop owned by \"" + reader + "\"");
    fixture.close();
    fixture
        .database()
        .server()
        .execute("drop role if exists \"%s\"; drop role if exists \"%s\"".formatted(owner, reader));
  }

  @ParameterizedTest
  @ValueSource(strings = {"superuser", "owner", "login"})
  void noCommandStepsIntoATrap(String who) {
    fixture
        .database()
        .execute(
            "alter database \"%s\" owner to \"%s\"; grant all on schema public to \"%s\""
                .formatted(fixture.database().name(), owner, owner));
    fixture.database().execute(traps());
    fixture
        .database()
        .execute(
            "alter database \"%1$s\" set search_path = trap, pg_catalog, public; alter database \"%1$s\" set track_functions = 'all'"
                .formatted(fixture.database().name()));
    fixture
        .database()
        .server()
        .execute(
            "alter role \"%1$s\" in database \"%3$s\" set search_path = trap, pg_catalog, public; alter role \"%2$s\" in database \"%3$s\" set search_path = trap, pg_catalog, public"
                .formatted(owner, reader, fixture.database().name()));
    control();

    if (who.equals("login")) {
      as(owner);
      run(WRITING);
      fixture
          .database()
          .execute(
              "grant usage on schema _postcar to \"%1$s\"; grant select on all tables in schema _postcar to \"%1$s\""
                  .formatted(reader));
      as(reader);
      run(READING);
      assertThat(fixture.run("migrate", "--plan").exitCode()).isZero();
    } else {
      if (who.equals("owner")) {
        as(owner);
      } else {
        as(null);
      }
      run(WRITING);
      run(READING);
      run(SCRATCH);
    }
    noneFired("at the end");
  }

  /** Each kind of trap is there, and counted. */
  private void control() {
    fixture.database().execute("select current_database(), 1::int4 = 1::int4, format_type(1, 2)");
    fixture.database().execute("select count(*) from pg_class");
    fixture.database().execute("select 'x'::text");
    assertThat(fired())
        .contains("current_database", "seen", "format_type")
        .anyMatch(name -> name.startsWith("op_"));
    fixture.database().execute("select pg_catalog.pg_stat_reset()");
    noneFired("after the control");
  }

  private void run(List<List<String>> commands) {
    for (List<String> command : commands) {
      CommandLineFixture.Ran ran = fixture.run(command.toArray(String[]::new));
      assertThat(ran.exitCode())
          .as("%s: %s%s", command, ran.out(), ran.err())
          .isEqualTo(command.get(0).equals("drift") ? 6 : 0);
      noneFired(command.toString());
    }
  }

  private void noneFired(String when) {
    assertThat(fired()).as(when).isEmpty();
  }

  private List<String> fired() {
    awaitEndOfSessions();
    return fixture
        .database()
        .rows(
            "select distinct funcname from pg_catalog.pg_stat_user_functions where schemaname operator(pg_catalog.=) 'trap'::pg_catalog.name and calls operator(pg_catalog.>) 0");
  }

  /** A session reports what it has counted when it ends. */
  private void awaitEndOfSessions() {
    String sessions =
        "select pg_catalog.count(*) from pg_catalog.pg_stat_activity where datname operator(pg_catalog.=)"
            + " pg_catalog.current_database() and pid operator(pg_catalog.<>) pg_catalog.pg_backend_pid()"
            + " and backend_type operator(pg_catalog.=) 'client backend'";
    try {
      do {
        Thread.sleep(100);
      } while (!fixture.database().value(sessions).equals("0"));
      if (Integer.parseInt(fixture.database().value("show server_version_num")) < 150000) {
        Thread.sleep(1_000); // The file of the statistics collector may be half a second old.
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void as(String role) {
    String user = role == null ? fixture.database().server().user() : role;
    String password = role == null ? fixture.database().server().password() : "x";
    fixture.write(
        "postcar.conf.groovy",
        fixture
            .conf("searchPath = 'public'; ignore = ['schema trap', 'trap', 'trap.*']")
            .replaceFirst("username = '.*'", "username = '" + user + "'")
            .replaceFirst("password = '.*'", "password = '" + password + "'"));
  }

  private static String traps() {
    try (InputStream in = TrapDatabaseTest.class.getResourceAsStream("traps.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
