package dev.postcar.junit;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.IOException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The server of the tests: each is opened once per JVM. */
final class TestServer {

  /** How many databases may wait to be dropped before a test waits for them. */
  private static final int MOST_UNDROPPED = 32;

  private static final Map<String, Once<TestServer>> ALL = new ConcurrentHashMap<>();

  private final ConnectionSettings settings;
  private final String url;
  private final int jvm = new SecureRandom().nextInt() & Integer.MAX_VALUE;
  private final AdminSession maker;
  private final AdminSession remover;
  private final int major;
  private final ExecutorService making = daemon("postcar-junit-create", 3);
  private final ExecutorService removing = daemon("postcar-junit-drop", 1);
  private final Semaphore undropped = new Semaphore(MOST_UNDROPPED);
  private final AtomicLong names = new AtomicLong();
  private final Set<String> databases = ConcurrentHashMap.newKeySet();
  private final Map<MigrationSet, Once<Template>> templates = new ConcurrentHashMap<>();

  private TestServer(ConnectionSettings settings, String url) throws SQLException {
    this.settings = settings;
    this.url = url;
    // As long as a session of this JVM holds the lock, nobody drops what has its number.
    String lock = "select pg_advisory_lock_shared(%d, %d)".formatted(Leftovers.JVM, jvm);
    this.maker = session(lock);
    this.remover = session(lock);
    this.major = maker.major();
  }

  /** The server of a URL; of an empty one, an embedded server. */
  static TestServer of(String url) {
    return ALL.computeIfAbsent(url, key -> new Once<>(() -> start(key))).get();
  }

  /** The server that a class starts. */
  static TestServer of(Class<? extends Supplier<String>> type) {
    return ALL.computeIfAbsent(
            "class " + type.getName(), key -> new Once<>(() -> start(started(type))))
        .get();
  }

  private static String started(Class<? extends Supplier<String>> type) {
    try {
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance().get();
    } catch (ReflectiveOperationException | RuntimeException e) {
      Throwable cause =
          e instanceof ReflectiveOperationException && e.getCause() != null ? e.getCause() : e;
      throw PreparationFailure.ofServer("of " + type.getName(), cause);
    }
  }

  private static TestServer start(String url) {
    ConnectionSettings settings = null;
    try {
      if (url.isEmpty()) {
        EmbeddedServer embedded = EmbeddedDirectory.start();
        TestServer server = new TestServer(embedded.connection(), null);
        server.logInFast();
        return server;
      }
      settings = SettingsLoader.ofProgram(url, "postcar.test.url");
      TestServer server = new TestServer(settings, url);
      server.removing.execute(() -> Leftovers.sweep(server.remover));
      Runtime.getRuntime().addShutdownHook(new Thread(server::close, "postcar-junit-drop-all"));
      return server;
    } catch (SQLException | IOException | PostcarException e) {
      String shown = url.isEmpty() ? "(embedded)" : settings == null ? "" : settings.servers() + "";
      throw PreparationFailure.ofServer(shown, e);
    }
  }

  /** The password is random, so iterations only cost time. */
  private void logInFast() throws SQLException {
    if (major >= 16) {
      maker.execute("alter system set scram_iterations = 1");
      maker.execute("select pg_reload_conf()");
      maker.execute("set scram_iterations = 1");
      maker.execute("alter role current_user password '" + settings.password() + "'");
    }
  }

  private static ExecutorService daemon(String name, int threads) {
    return Executors.newFixedThreadPool(
        threads,
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** The template of these migrations, made at first use. */
  Template template(MigrationSet migrations) {
    return templates
        .computeIfAbsent(migrations, key -> new Once<>(() -> new Template(this, key)))
        .get();
  }

  AdminSession session(String atStart) {
    return new AdminSession(settings, atStart);
  }

  ConnectionSettings settings() {
    return settings;
  }

  /**
   * How a scratch database is made on it; null for an embedded one: a private server is stricter.
   */
  String url() {
    return url;
  }

  /** The session that makes databases. */
  AdminSession maker() {
    return maker;
  }

  int major() {
    return major;
  }

  String number() {
    return "%08x".formatted(jvm);
  }

  /** A name that tells whose database it is. */
  String newName() {
    String name = Leftovers.PREFIX + number() + "_" + names.incrementAndGet();
    databases.add(name);
    return name;
  }

  /** Makes a database ahead: the server process of its first session takes longer than itself. */
  CompletableFuture<TestDatabase> later(Callable<TestDatabase> work) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return work.call();
          } catch (PreparationFailure e) {
            throw e;
          } catch (Exception | Error e) {
            throw PreparationFailure.ofServer(toString(), e);
          }
        },
        making);
  }

  /** Drops a database in the background; if there are too many of them, waits. */
  void dropLater(String name) {
    undropped.acquireUninterruptibly();
    removing.execute(
        () -> {
          drop(name);
          undropped.release();
        });
  }

  /** Drops a database with its sessions. */
  void drop(String name) {
    try {
      remover.execute("drop database if exists " + name + " with (force)");
      databases.remove(name);
    } catch (SQLException e) {
      // The next JVM sweeps it.
    }
  }

  /** Ends what the tests until now have left: afterwards only templates are there. */
  static void drainAll() {
    for (Once<TestServer> one : ALL.values()) {
      TestServer server = one.peek();
      if (server != null) {
        server.drain();
      }
    }
  }

  private void drain() {
    templates.values().stream().map(Once::peek).filter(one -> one != null).forEach(Template::drain);
    try {
      // One thread: what was to be dropped before is dropped when this is done.
      CompletableFuture.runAsync(() -> {}, removing).join();
    } catch (CompletionException e) {
      // The next JVM sweeps what is left.
    }
  }

  /** At the end of the JVM, also for tests that are interrupted. */
  private void close() {
    drain();
    databases.forEach(this::drop);
    try {
      maker.close();
      remover.close();
    } catch (SQLException e) {
      // They end with the process.
    }
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return settings.servers().get(0).toString();
  }
}
