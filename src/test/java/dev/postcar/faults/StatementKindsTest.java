package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.testing.TestDatabase;
import fixtures.kinds.M0001_Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Kills a migration outside a transaction between every two messages, before and after the server
 * has done what it was sent, for each kind of statement; then runs what the messages advise.
 */
final class StatementKindsTest {

  private static final Pattern SAYS = Pattern.compile("\"postcar resume M0001_Kind --done (\\d)\"");

  private static final String SETUP =
      """
      drop schema if exists _postcar cascade; drop schema public cascade; create schema public;
      create table counter (name text); create table effect (n int);
      create function setting() returns trigger language plpgsql as
        $$ begin new.name = new.name || coalesce(current_setting('app.kind', true), ''); return new; end $$;
      create trigger setting before insert on counter for each row execute function setting();
      create table t (id int, v text); insert into t select g, g::text from generate_series(1, 9) g;
      create index t_id on t (id);
      """;

  private static final String PART =
      "create table part (id int not null) partition by range (id); create table part_1 partition of"
          + " part for values from (0) to (10); create index part_id on part (id); cluster part_1"
          + " using part_1_id_idx";

  private static final String WORK =
      "create procedure work() language plpgsql as 'begin insert into effect values (1); commit;"
          + " insert into effect values (2); end'";

  private static final String SUBSCRIPTION =
      "create subscription kind_sub connection '' publication p with (connect = false, slot_name ="
          + " none)";

  private static final int SCALE = Integer.getInteger("faults.scale", 1);
  private static final String NONE = "select 1";

  private static TestDatabase database;
  private static MessageProxy proxy;
  private static Connection own;

  @BeforeAll
  static void start() {
    database = new TestDatabase();
    proxy = new MessageProxy(database.server().host(), database.server().port());
    own = database.connect();
  }

  @AfterAll
  static void stop() throws SQLException {
    own.close();
    proxy.close();
    database.close();
  }

  /** A fifth of them in the short form. */
  static List<Arguments> kinds() {
    List<Arguments> all = all();
    return IntStream.range(0, all.size())
        .filter(i -> SCALE > 1 || i % 5 == 0)
        .mapToObj(all::get)
        .toList();
  }

  private static List<Arguments> all() {
    return List.of(
        arguments("create table u (a int)", NONE, NONE),
        arguments("select set_config('app.kind', 'x', false)", NONE, NONE),
        arguments("set app.kind = 'y'", NONE, NONE),
        arguments("create index concurrently i on t (v)", NONE, NONE),
        arguments("create index concurrently on t (v)", NONE, NONE),
        arguments("create unique index concurrently if not exists i on t (id)", NONE, NONE),
        arguments("drop index concurrently t_id", NONE, NONE),
        arguments("reindex index concurrently t_id", NONE, NONE),
        arguments("reindex (concurrently) table t", NONE, NONE),
        arguments("reindex schema public", NONE, NONE),
        arguments("reindex table part", PART, NONE),
        arguments("cluster part using part_id", PART, NONE),
        arguments("alter table part detach partition part_1 concurrently", PART, NONE),
        arguments("vacuum (full, analyze) t", NONE, NONE),
        arguments("cluster", NONE, NONE),
        arguments("create database kind_db", NONE, "drop database kind_db"),
        arguments("drop database kind_db", "create database kind_db", NONE),
        arguments("create tablespace kind_space location ''", NONE, "drop tablespace kind_space"),
        arguments(SUBSCRIPTION, NONE, "drop subscription kind_sub"),
        arguments("drop subscription kind_sub", SUBSCRIPTION, NONE),
        arguments(
            "alter system set log_min_duration_statement = '1h'",
            NONE,
            "alter system reset log_min_duration_statement"),
        arguments("call work()", WORK, NONE),
        arguments(
            "do $$ begin insert into effect values (1); commit; insert into effect values (2); end $$",
            NONE,
            NONE),
        arguments("discard all", NONE, NONE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void whereverItIsKilledTheAdviceLeadsToTheUndisturbedEnd(
      String statement, String given, String undo) throws SQLException {
    String sql =
        (statement.contains("tablespace") ? "set allow_in_place_tablespaces = on;\n" : "")
            + "insert into public.counter values ('first');\n"
            + statement
            + ";\ninsert into public.counter values ('last')";
    // A rollback is journalled in the same way: of the kinds these are the ones that differ most.
    boolean back = statement.contains("index concurrently on") || statement.startsWith("call");
    for (boolean rollback : back ? new boolean[] {false, true} : new boolean[] {false}) {
      M0001_Kind.is(rollback ? NONE : sql, rollback ? sql : NONE);
      try (Postcar postcar =
          Postcar.on(throughTheProxy())
              .packages("fixtures.kinds")
              .lockWait(Duration.ofSeconds(20))) {
        sweep(postcar, rollback, statement, given, undo);
      }
    }
  }

  private static void sweep(
      Postcar postcar, boolean back, String statement, String given, String undo)
      throws SQLException {
    given(given);
    postcar.migrate();
    if (back) {
      postcar.rollback(Target.usual());
    }
    List<String> undisturbed = seen();
    execute(undo);
    // What comes after the statement's own rows is the same for all kinds.
    int most = statement.startsWith("create table") ? 100 : statement.contains("concur") ? 10 : 6;
    if (SCALE == 1) {
      most = Math.min(30, most * 2 / 3);
    }
    int cuts = 0;
    while (cuts < most && cut(postcar, back, statement, given, cuts, undisturbed)) {
      execute(undo);
      cuts++;
    }
    assertThat(cuts).isGreaterThanOrEqualTo(4);
    if (cuts < most) {
      execute(undo);
    }
  }

  private static PGSimpleDataSource throughTheProxy() {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUrl(
        "jdbc:postgresql://127.0.0.1:%d/%s?sslmode=disable&gssEncMode=disable"
            .formatted(proxy.port(), database.name()));
    source.setUser(database.server().user());
    source.setPassword(database.server().password());
    return source;
  }

  /** Kills it once, around the statement; false where it came to its end before. */
  private static boolean cut(
      Postcar postcar,
      boolean back,
      String statement,
      String given,
      int number,
      List<String> undisturbed)
      throws SQLException {
    given(given);
    if (back) {
      postcar.migrate();
    }
    proxy.cut(statement, number / 2, number % 2 == 1);
    try {
      if (back) {
        postcar.rollback(Target.usual());
      } else {
        postcar.migrate();
      }
    } catch (PostcarException e) {
      boolean interrupted = state(postcar) == MigrationState.INTERRUPTED;
      assertThat(e.getMessage().contains("\"postcar resume M0001_Kind\""))
          .as(e.getMessage())
          .isEqualTo(interrupted);
    }
    boolean cut = proxy.hasCut();
    proxy.cut(null, 0, false);
    if (state(postcar) == MigrationState.INTERRUPTED) {
      resume(postcar);
    }
    String where =
        "%s, cut %s message %d"
            .formatted(
                back ? "rollback" : "migrate", number % 2 == 1 ? "after" : "before", number / 2);
    assertThat(state(postcar))
        .as(where)
        .isEqualTo(back ? MigrationState.REVERTED : MigrationState.APPLIED);
    assertThat(seen()).as(where).isEqualTo(undisturbed);
    return cut;
  }

  private static MigrationState state(Postcar postcar) {
    return postcar.status().migrations().get(0).state();
  }

  private static void resume(Postcar postcar) {
    try {
      postcar.resume("M0001");
    } catch (PostcarException.Refusal e) {
      Matcher matcher = SAYS.matcher(e.getMessage());
      assertThat(matcher.find()).as(e.getMessage()).isTrue();
      int statement = Integer.parseInt(matcher.group(1));
      if (rows("select count(*)::text from effect").contains("2")) {
        postcar.resumeDone("M0001", statement);
      } else {
        postcar.resumeRerun("M0001", statement);
      }
    }
  }

  private static List<String> seen() {
    return rows(
        Catalog.QUERY.replace("order by 1", "")
            + """
            union all select 'counter ' || name from counter
            union all select 'effect ' || n from effect
            union all select 'database ' || datname from pg_database where datname = 'kind_db'
            union all select 'tablespace ' || spcname from pg_tablespace where spcname = 'kind_space'
            union all select 'subscription ' || subname from pg_subscription where subname = 'kind_sub'
            union all select 'partition ' || inhrelid::regclass from pg_inherits
            order by 1""");
  }

  private static void given(String given) throws SQLException {
    execute(SETUP);
    execute(given);
  }

  private static void execute(String sql) throws SQLException {
    try (Statement statement = own.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> rows(String sql) {
    try (Statement statement = own.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      List<String> rows = new ArrayList<>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
