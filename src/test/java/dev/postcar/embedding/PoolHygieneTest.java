package dev.postcar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Event;
import dev.postcar.Hooks;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.testing.Bouncer;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing of a migration stays in the server connections of a pooler, however it ended. */
final class PoolHygieneTest {

  /** Leaves all that a session can keep; each name once, as its second run there would fail. */
  private static final String MESS =
      """
      create temp table scratch (); prepare mess as select 1; listen news;
      set work_mem = '64kB'; set "shop.tenant" = 'one'; set timezone = 'Asia/Seoul';
      declare c cursor with hold for select 1;
      select pg_advisory_lock(4711), pg_advisory_lock(4711), pg_advisory_lock(1, -2);
      select pg_advisory_lock_shared(-99), pg_advisory_lock_shared(3, 4);
      select pg_advisory_xact_lock(12), pg_advisory_xact_lock_shared(4711);
      set search_path = 'nowhere'; set role pg_monitor;
      """;

  private static final String FAILS = MESS + "select 1 / 0";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private MigrationFolder folder;
  private Bouncer bouncer;

  @AfterEach
  void stop() {
    if (bouncer != null) {
      bouncer.close();
    }
    database.close();
  }

  private void start(String mode, int size) {
    bouncer = new Bouncer(database, mode, size);
    folder = new MigrationFolder(directory);
  }

  private Postcar postcar() {
    Reporter reporter =
        event -> {
          if (event instanceof Event.Said || event instanceof Event.Warning) {
            said.add(event.toString());
          }
        };
    return folder.on(bouncer.source()).reporter(reporter).retries(0);
  }

  @FunctionalInterface
  private interface Run {
    void of(PoolHygieneTest test, Postcar postcar) throws Exception;
  }

  private static final List<String> KINDS = new ArrayList<>();
  private static final List<Run> RUNS = new ArrayList<>();

  private static void kind(String name, Run run) {
    KINDS.add(name);
    RUNS.add(run);
  }

  private void messy() {
    folder
        .sql("M0001_A", MESS, MESS)
        .sql("M0002_B", MESS, MESS)
        .sql("M0003_C", "create table public.c (); " + MESS, FAILS);
  }

  private void failing() {
    folder
        .sql("M0001_A", MESS, null)
        .sql("M0002_B", FAILS, null)
        .sql("M0003_C", "create table public.c ()", null);
  }

  private static void fails(Runnable run) {
    assertThatThrownBy(run::run).isInstanceOf(PostcarException.MigrationFailed.class);
  }

  private MigrationFolder code(String body) {
    return folder
        .sql("M0001_A", "create table a (id int)", null)
        .source(
            "M0002_Code",
            """
            public class M0002_Code extends CodeMigration {
              public void forward(Context context) throws Exception {
                Connection connection = context.connection();
                try (Statement statement = connection.createStatement()) {
                  statement.execute(%s);
                }
                try (PreparedStatement named = connection.prepareStatement("select 1")) {
                  named.unwrap(org.postgresql.PGStatement.class).setPrepareThreshold(1);
                  named.execute();
                }
                %s
              }
            }
            """
                .formatted("\"\"\"\n" + MESS + "\"\"\"", body));
  }

  static {
    kind(
        "several in one message",
        (test, postcar) -> {
          test.messy();
          postcar.migrate();
        });
    kind(
        "one a message",
        (test, postcar) -> {
          test.messy();
          postcar.pipeline(false).migrate();
        });
    kind(
        "a single transaction",
        (test, postcar) -> {
          test.messy();
          postcar.migrate(Target.usual().singleTransaction());
        });
    kind(
        "a dry run",
        (test, postcar) -> {
          test.messy();
          postcar.migrate(Target.usual().dryRun());
        });
    kind(
        "a rollback, and one that fails",
        (test, postcar) -> {
          test.messy();
          postcar.migrate();
          fails(() -> postcar.rollback(Target.all()));
          test.folder.sql("M0003_C", "create table public.c (); " + MESS, "drop table public.c");
          postcar.rollback(Target.all());
        });
    kind(
        "a failure among several",
        (test, postcar) -> {
          test.failing();
          fails(postcar::migrate);
        });
    kind(
        "a failure of one a message",
        (test, postcar) -> {
          test.failing();
          fails(() -> postcar.pipeline(false).migrate());
        });
    kind(
        "a failure of a single transaction",
        (test, postcar) -> {
          test.failing();
          fails(() -> postcar.migrate(Target.usual().singleTransaction()));
        });
    kind(
        "a failure of a dry run",
        (test, postcar) -> {
          test.failing();
          fails(() -> postcar.migrate(Target.usual().dryRun()));
        });
    kind(
        "a deferred constraint",
        (test, postcar) -> {
          test.folder.sql(
              "M0001_A",
              "create table d (id int unique deferrable initially deferred);"
                  + " insert into d values (1), (1); "
                  + MESS,
              null);
          fails(postcar::migrate);
        });
    kind(
        "a failure at the commit",
        (test, postcar) -> {
          test.folder.sql("M0001_A", "create table a ()", null);
          postcar.migrate();
          test.database.execute(
              """
              create function late() returns trigger language plpgsql as
                $$ begin raise 'too late'; end $$;
              create constraint trigger late after insert on _postcar.event
                deferrable initially deferred for each row execute function late()
              """);
          test.folder.sql("M0002_B", MESS, null);
          assertThatThrownBy(postcar::migrate).isInstanceOf(PostcarException.class);
        });
    kind(
        "a time-out",
        (test, postcar) -> {
          test.folder.sql("M0001_A", "create table a ()", null);
          postcar.migrate();
          test.folder.sql("M0002_B", MESS + "alter table public.a add b int", null);
          try (Connection other = test.database.connect();
              Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table a");
            fails(() -> postcar.lockTimeout(Duration.ofMillis(100)).retries(1).migrate());
          }
        });
    kind(
        "an interruption",
        (test, postcar) -> {
          test.folder.sql("M0001_A", MESS + "select pg_sleep(60)", null);
          CompletableFuture<Void> end = CompletableFuture.runAsync(postcar::migrate);
          while (test.database
              .value("select count(*) from pg_locks where locktype = 'advisory' and objid = 4711")
              .equals("0")) {
            LockSupport.parkNanos(20_000_000L);
          }
          postcar.interrupt(2);
          assertThatThrownBy(end::join).hasCauseInstanceOf(PostcarException.Interrupted.class);
        });
    kind(
        "a hook that fails",
        (test, postcar) -> {
          test.messy();
          Hooks hooks =
              new Hooks() {
                @Override
                public void after(Ran ran) {
                  throw new IllegalStateException("hook");
                }
              };
          assertThatThrownBy(() -> postcar.hooks(hooks).migrate())
              .isInstanceOf(PostcarException.HookFailed.class);
        });
    kind(
        "code",
        (test, postcar) -> {
          test.code("");
          postcar.migrate();
        });
    kind(
        "code that throws",
        (test, postcar) -> {
          test.code("throw new IllegalStateException(\"no\");");
          fails(postcar::migrate);
        });
    kind(
        "code that throws in a single transaction",
        (test, postcar) -> {
          test.code("throw new IllegalStateException(\"no\");");
          fails(() -> postcar.migrate(Target.usual().singleTransaction()));
        });
    kind(
        "code whose SQL fails",
        (test, postcar) -> {
          test.code("connection.createStatement().execute(\"select 1 / 0\");");
          fails(postcar::migrate);
        });
    kind(
        "code whose other server is lost",
        (test, postcar) -> {
          test.code("throw new SQLException(\"another server\", \"08006\");");
          fails(postcar::migrate);
        });
    kind(
        "a view",
        (test, postcar) -> {
          test.folder
              .sql("M0001_A", "create table a (id int)", null)
              .view("Some", "", "create view seen as select * from a; " + MESS, "drop view seen");
          postcar.migrate();
          test.folder.view(
              "Some", "", "create view seen as select id from a; " + MESS, "drop view seen");
          postcar.migrate();
        });
    kind(
        "a view that fails",
        (test, postcar) -> {
          test.folder
              .sql("M0001_A", "create table a (id int)", null)
              .view("Some", "", "create view seen as select * from a; " + FAILS, "drop view seen");
          fails(postcar::migrate);
        });
    kind(
        "mark, skip and accept",
        (test, postcar) -> {
          test.messy();
          postcar.skip();
          postcar.mark("M0002");
          test.folder.sql("M0002_B", "select 2", null);
          postcar.accept("M0002");
        });
  }

  static Stream<Arguments> kinds() {
    return Stream.of("transaction", "session")
        .flatMap(
            mode ->
                Stream.iterate(0, i -> i < KINDS.size(), i -> i + 1)
                    .filter(i -> mode.equals("transaction") || i % 4 == 0)
                    .map(i -> Arguments.of(mode, KINDS.get(i), 1 + i % 3, RUNS.get(i))));
  }

  @ParameterizedTest(name = "{1} ({0}, {2})")
  @MethodSource("kinds")
  void nothingIsLeftAfter(String mode, String name, int size, Run run) throws Exception {
    start(mode, size);
    try (Postcar postcar = postcar()) {
      run.of(this, postcar);
    }
    assertThat(bouncer.left()).as(name).isEmpty();
    assertThat(said).as("what reaches the user").noneMatch(text -> text.contains("lock of type"));
  }

  @Test
  void twentyRunnersSucceedAfterOneThatFailed() {
    start("transaction", 3);
    failing();
    try (Postcar postcar = postcar()) {
      fails(postcar::migrate);
    }
    folder.sql("M0002_B", MESS, null);
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      CompletableFuture<?>[] runs = new CompletableFuture<?>[20];
      Arrays.setAll(
          runs,
          i ->
              CompletableFuture.supplyAsync(
                  () -> {
                    try (Postcar postcar = folder.on(bouncer.source())) {
                      return postcar.migrate().applied().size();
                    }
                  },
                  threads));
      assertThat(Stream.of(runs).mapToInt(run -> (Integer) run.join()).sum()).isEqualTo(2);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aLockThatTheServerConnectionHeldBeforeIsKept() throws Exception {
    start("transaction", 1);
    try (Connection leaking = bouncer.source().getConnection();
        Statement statement = leaking.createStatement()) {
      statement.execute("select pg_advisory_lock(815)");
    }
    messy();
    String locks =
        "select objid, mode from pg_locks where locktype = 'advisory' and database ="
            + " (select oid from pg_database where datname = current_database()) order by 1";
    try (Postcar postcar = postcar()) {
      postcar.migrate();
      assertThat(database.rows(locks)).containsExactly("815|ExclusiveLock");
      fails(() -> postcar.rollback(Target.all()));
    }
    assertThat(database.rows(locks)).containsExactly("815|ExclusiveLock");
    assertThat(said).noneMatch(text -> text.contains("lock of type"));
  }
}
