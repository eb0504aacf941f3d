package dev.postcar.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.PgConnection;

/** postcar in an application with pools, threads and wrappers of its own. */
final class EmbeddingTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void before() {
    folder = new MigrationFolder(directory).sql("M0001_One", "create table one ()", null);
  }

  @AfterEach
  void drop() {
    assertThat(Thread.interrupted()).as("a test that interrupts clears it").isFalse();
    database.close();
  }

  @Test
  void aReadOnlyPoolOfOneConnectionWithoutAutocommitIsEnough() throws Exception {
    HikariConfig config = pool();
    config.setMaximumPoolSize(1);
    config.setAutoCommit(false);
    config.setReadOnly(true);
    config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    try (HikariDataSource pool = new HikariDataSource(config);
        Postcar postcar = folder.on(pool)) {
      assertThat(postcar.migrate().applied()).hasSize(1);
      assertThat(postcar.status().pending()).isZero();
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getTransactionIsolation())
            .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
        assertThat(connection.isReadOnly()).isTrue();
        assertThat(connection.getAutoCommit()).isFalse();
      }
    }
  }

  @Test
  void aServerThatStartsUpIsWaitedForWhereThatIsWanted() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    DataSource real = database.dataSource();
    DataSource starting =
        (DataSource)
            Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("getConnection") && refused.getAndIncrement() < 3) {
                    throw new SQLException("the database system is starting up", "57P03");
                  }
                  return method.invoke(real, args);
                });
    try (Postcar postcar = folder.on(starting)) {
      assertThatThrownBy(postcar::status)
          .isInstanceOf(PostcarException.Connection.class)
          .hasMessageContaining("waitForDb(Duration)");
      assertThat(refused).hasValue(1);
      assertThat(postcar.waitForDb(Duration.ofSeconds(30)).migrate().applied()).hasSize(1);
      assertThat(refused.get()).isGreaterThan(3);
    }
  }

  /** A migration's own, and the driver's before each message of an open transaction. */
  @Test
  void savepointsThatStayOpenChangeNothing() throws Exception {
    folder.sql("M0002_Two", "savepoint left_open; create table two ()", "drop table two");
    folder.source(
        "M0003_Three",
        "public class M0003_Three extends CodeMigration {"
            + " public void forward(Context c) throws SQLException {"
            + " try (Statement statement = c.connection().createStatement()) {"
            + " try { statement.execute(\"select 1 / 0\"); } catch (SQLException e) { }"
            + " statement.execute(\"create table three ()\"); } } }");
    folder.sql("M0004_Four", "create table four ()", "drop table four");
    PGSimpleDataSource saving = (PGSimpleDataSource) database.dataSource();
    saving.setAutosave(AutoSave.ALWAYS);
    HikariConfig config = pool();
    config.setDataSource(saving);
    try (HikariDataSource pool = new HikariDataSource(config);
        Postcar postcar = folder.on(pool)) {
      assertThat(postcar.migrate(Target.usual().singleTransaction()).applied()).hasSize(4);
      assertThat(postcar.rollback(Target.steps(1)).rolledBack()).hasSize(1);
      assertThat(postcar.migrate().applied()).hasSize(1);
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.unwrap(PgConnection.class).getAutosave()).isEqualTo(AutoSave.ALWAYS);
      }
    }
  }

  @Test
  void whatWatchesALongMigrationHoldsNoTransactionOpen() throws Exception {
    folder.sql("M0002_Long", "select pg_sleep(2.5)", null);
    HikariConfig config = pool();
    config.setMaximumPoolSize(2);
    config.setAutoCommit(false);
    String watching =
        // The driver sends the watcher's transaction statement by statement: its last one is seen.
        "select count(*) filter (where query ~ '^\\s*commit'), count(*) filter (where"
            + " query ~ '^\\s*commit' and state like 'idle in transaction%')"
            + " from pg_stat_activity where datname = current_database()"
            + " and pid <> pg_backend_pid()";
    try (HikariDataSource pool = new HikariDataSource(config);
        Postcar postcar = folder.on(pool)) {
      CompletableFuture<MigrateResult> run = postcar.migrateAsync();
      boolean watched = false;
      while (!run.isDone()) {
        String seen = database.value(watching);
        watched |= seen.startsWith("1");
        assertThat(seen).endsWith("|0");
        Thread.sleep(20);
      }
      assertThat(watched).isTrue();
    }
  }

  @Test
  void aPoolThatThrowsItsOwnExceptionIsAFailedConnection() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl("jdbc:postgresql://127.0.0.1:1/nowhere");
    config.setConnectionTimeout(250);
    for (Callable<Connection> source :
        List.<Callable<Connection>>of(
            () -> {
              try (HikariDataSource lazy = new HikariDataSource()) {
                config.copyStateTo(lazy);
                return lazy.getConnection();
              }
            },
            () -> {
              throw new IllegalStateException("the pool is broken");
            },
            () -> null)) {
      try (Postcar postcar = folder.on(giving(source))) {
        assertThatThrownBy(postcar::migrate)
            .isInstanceOf(PostcarException.Connection.class)
            .hasMessageStartingWith("Cannot connect");
      }
    }
  }

  @Test
  void aConnectionThatCannotBeUnwrappedGoesBackToItsPool() {
    AtomicInteger open = new AtomicInteger();
    DataSource wrapping =
        giving(
            () -> {
              Connection real = database.connect();
              open.incrementAndGet();
              return proxy(
                  Connection.class,
                  name -> {
                    if (name.equals("close")) {
                      real.close();
                      open.decrementAndGet();
                      return null;
                    }
                    throw new SQLFeatureNotSupportedException(name);
                  });
            });
    try (Postcar postcar = folder.on(wrapping)) {
      assertThatThrownBy(postcar::migrate)
          .isInstanceOf(PostcarException.Configuration.class)
          .hasMessageContaining("does not unwrap");
    }
    assertThat(open).hasValue(0);
  }

  @Test
  void nothingToConnectToIsSaidAtOnce() {
    assertThatThrownBy(() -> Postcar.on((DataSource) null))
        .isInstanceOf(PostcarException.Configuration.class);
    assertThatThrownBy(() -> Postcar.on((String) null))
        .isInstanceOf(PostcarException.Configuration.class);
  }

  @Test
  void aSetterRefusesWhatAnOperationWouldStumbleOver() {
    Postcar postcar = Postcar.withoutDatabase();
    refuses("packages must not be null", () -> postcar.packages((String[]) null));
    refuses("packages must not be null", () -> postcar.packages("app", null));
    refuses("sources must not be null", () -> postcar.sources((Path) null));
    refuses("lockTimeout must not be null", () -> postcar.lockTimeout(null));
    refuses("lockTimeout must not be neg", () -> postcar.lockTimeout(Duration.ofSeconds(-1)));
    refuses("retries must be 0 or more", () -> postcar.retries(-1));
    refuses("reporter must not be null", () -> postcar.reporter(null));
    refuses("hooks must not be null", () -> postcar.hooks(null));
  }

  private static void refuses(String message, Supplier<Postcar> setter) {
    assertThatThrownBy(setter::get)
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anInterruptedThreadMigratesAndStaysInterrupted() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat((List<?>) interrupted(() -> postcar.migrate().applied())).hasSize(1);
    }
  }

  @Test
  void anInterruptedThreadDoesNotWaitForAnotherPostcar() throws Exception {
    folder.sql("M0001_One", "create table one (); select pg_sleep(3)", null);
    try (Postcar first = folder.on(database.dataSource());
        Postcar second = folder.on(database.dataSource())) {
      CompletableFuture<MigrateResult> begun = first.migrateAsync();
      while (database
          .value("select count(*) from pg_locks where locktype = 'advisory'")
          .equals("0")) {
        Thread.onSpinWait();
      }
      assertThat(interrupted(() -> catchThrowable(second::migrate)))
          .isInstanceOf(PostcarException.Interrupted.class);
      assertThat(begun).isNotDone();
      assertThat(begun.get().applied()).hasSize(1);
    }
  }

  @Test
  void anInterruptedThreadDoesNotAwait() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(interrupted(() -> catchThrowable(() -> postcar.await(Duration.ofMinutes(5)))))
          .isInstanceOf(PostcarException.Interrupted.class);
    }
  }

  @Test
  void whatIsClosedTwiceCanStillBeUsed() {
    Postcar postcar = folder.on(database.dataSource());
    postcar.migrate();
    postcar.close();
    postcar.close();
    assertThat(postcar.status().pending()).isZero();
  }

  private static Object interrupted(Supplier<Object> action) {
    Thread.currentThread().interrupt();
    Object result = action.get();
    assertThat(Thread.interrupted()).as("the thread is still interrupted").isTrue();
    return result;
  }

  private HikariConfig pool() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database.dataSource());
    return config;
  }

  @Test
  void aUrlThatTheDriverCannotReadIsShownWithoutItsPassword() {
    DataSource broken =
        giving(
            () ->
                new Driver()
                    .connect(
                        "jdbc:postgresql://h:1/a,jdbc:postgresql://h/b?user=u&password=s3cret",
                        new Properties()));
    try (Postcar postcar = folder.on(broken)) {
      assertThatThrownBy(postcar::status)
          .hasMessageContaining("Unable to parse URL")
          .hasMessageContaining("password=****")
          .message()
          .doesNotContain("s3cret");
    }
  }

  @Test
  void noneOfItsCausesShowsThePasswordOfAUrl() {
    for (String url :
        List.of(
            "jdbc:postgresql://h:1/a,jdbc:postgresql://h/b?user=u&password=s3cret",
            "jdbc:postgresql://u:s3cret@h:x/b",
            "jdbc:postgresql:%zz?sslpassword=s3cret")) {
      SQLException quoting = new SQLException("Unable to parse URL " + url, "01S00");
      SQLException second = new SQLException("none", "08001");
      second.setNextException(quoting);
      SQLException suppressing = new SQLException("none", "08001");
      suppressing.addSuppressed(quoting);
      for (Callable<Connection> broken :
          List.<Callable<Connection>>of(
              () -> new Driver().connect(url, new Properties()),
              () -> raise(quoting),
              () -> raise(second),
              () -> raise(suppressing),
              () -> raise(new IllegalStateException("no pool", new RuntimeException(quoting))),
              () -> raise(new IllegalStateException("no pool for " + url, quoting)))) {
        try (Postcar postcar = folder.on(giving(broken))) {
          Throwable thrown = catchThrowable(postcar::status);
          assertThat(thrown).isInstanceOf(PostcarException.Connection.class);
          assertThat(thrown).hasStackTraceContaining("EmbeddingTest");
          assertThat(everything(thrown)).doesNotContain("s3cret");
        }
      }
    }
  }

  private static Connection raise(Exception e) throws Exception {
    throw e;
  }

  /** What a logger may print of a failure. */
  private static String everything(Throwable thrown) {
    StringWriter text = new StringWriter();
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      at.printStackTrace(new PrintWriter(text));
      SQLException next = at instanceof SQLException e ? e.getNextException() : null;
      if (next != null) {
        text.append(everything(next));
      }
    }
    return text.toString();
  }

  private static DataSource giving(Callable<Connection> source) {
    return proxy(
        DataSource.class,
        name -> {
          if (name.equals("getConnection")) {
            return source.call();
          }
          throw new SQLFeatureNotSupportedException(name);
        });
  }

  /** What a wrapper does with the method of that name. */
  @FunctionalInterface
  private interface Call {
    Object of(String method) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader() == null
                ? EmbeddingTest.class.getClassLoader()
                : type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.of(method.getName())));
  }
}
