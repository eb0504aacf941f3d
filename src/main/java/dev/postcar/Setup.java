package dev.postcar;

import dev.postcar.config.ConnectionSettings;
import dev.postcar.config.SettingsLoader;
import dev.postcar.config.Surroundings;
import dev.postcar.sql.Quote;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Postcar} is told before its operations; each setter returns it. A null where none
 * is allowed, and a negative time, end with a {@link PostcarException.Configuration} that names the
 * setter.
 */
public abstract sealed class Setup permits Postcar {

  final Options options;

  Setup(Options options) {
    this.options = options;
  }

  /**
   * The Java packages whose migrations these are, without their sub-packages.
   *
   * @param packages in the order in which they run
   * @return this
   */
  public Postcar packages(String... packages) {
    options.packages = all("packages", packages);
    return (Postcar) this;
  }

  /**
   * Where compiled migrations are, beside the caller's class path.
   *
   * @param classpath directories and jars
   * @return this
   */
  public Postcar classpath(Path... classpath) {
    options.classpath = all("classpath", classpath);
    return (Postcar) this;
  }

  /**
   * Where sources of migrations are, to be compiled on the fly.
   *
   * @param sources roots of {@code .java} files
   * @return this
   */
  public Postcar sources(Path... sources) {
    options.sources = all("sources", sources);
    return (Postcar) this;
  }

  /**
   * Where compiled sources are kept.
   *
   * @param directory made where it is missing; null for a temporary one
   * @return this
   */
  public Postcar cache(Path directory) {
    options.cache = directory;
    return (Postcar) this;
  }

  /**
   * Whose class path is scanned; by default that of the calling thread.
   *
   * @param classLoader null (the default) for that of the calling thread
   * @return this
   */
  public Postcar classLoader(ClassLoader classLoader) {
    options.classLoader = classLoader;
    return (Postcar) this;
  }

  /**
   * The schema of postcar's own tables.
   *
   * @param namespace as it is, unquoted; {@code _postcar} by default
   * @return this
   * @throws PostcarException.Configuration if PostgreSQL would not take it as it is
   */
  public Postcar namespace(String namespace) {
    requireName("namespace", given("namespace", namespace));
    options.namespace = namespace;
    return (Postcar) this;
  }

  private static <T> T given(String what, T value) {
    if (value == null) {
      throw new PostcarException.Configuration(what + " must not be null.");
    }
    return value;
  }

  private static <T> List<T> all(String what, T[] values) {
    for (T value : given(what, values)) {
      given(what, value);
    }
    return List.of(values);
  }

  private static Duration limit(String what, Duration time) {
    if (given(what, time).isNegative()) {
      throw new PostcarException.Configuration(what + " must not be negative.");
    }
    return time;
  }

  private static void requireName(String what, String name) {
    try {
      Quote.identifier(name);
    } catch (IllegalArgumentException e) {
      throw new PostcarException.Configuration(what + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * The role that everything is done as, and that owns what is made.
   *
   * @param role null (the default) for the one that connects
   * @return this
   */
  public Postcar role(String role) {
    options.role = role;
    return (Postcar) this;
  }

  /**
   * A further role that may own the bookkeeping, beside the role in effect, the login, the
   * database's owner and superusers: any other owner is refused, as it decides what is run.
   *
   * @param role null (the default) for none
   * @return this
   */
  public Postcar bookkeepingOwner(String role) {
    options.bookkeepingOwner = role;
    return (Postcar) this;
  }

  /**
   * The search_path that each migration starts with.
   *
   * @param searchPath null (the default) for the database's
   * @return this
   */
  public Postcar searchPath(String searchPath) {
    options.searchPath = searchPath;
    return (Postcar) this;
  }

  /**
   * The TimeZone that each migration starts with.
   *
   * @param timeZone such as {@code Europe/Berlin}; null (the default) for what psql has there: that
   *     of the login, the database or the server, never the JVM's
   * @return this
   */
  public Postcar timeZone(String timeZone) {
    options.timeZone = timeZone;
    return (Postcar) this;
  }

  /**
   * What {@link Postcar#migrate(Target)} restores first where the database is empty and has no
   * bookkeeping.
   *
   * @param dump null (the default) for nothing
   * @return this
   */
  public Postcar restoreFirst(Dump dump) {
    options.restoreFirst = dump;
    return (Postcar) this;
  }

  /**
   * How long a statement waits for a lock before the migration is tried again.
   *
   * @param timeout zero for no limit; 5 s by default
   * @return this
   */
  public Postcar lockTimeout(Duration timeout) {
    options.lockTimeout = limit("lockTimeout", timeout);
    return (Postcar) this;
  }

  /**
   * How long a statement may run.
   *
   * @param timeout zero (the default) for no limit
   * @return this
   */
  public Postcar statementTimeout(Duration timeout) {
    options.statementTimeout = limit("statementTimeout", timeout);
    return (Postcar) this;
  }

  /**
   * How long to wait for another runner.
   *
   * @param wait one minute by default
   * @return this
   */
  public Postcar lockWait(Duration wait) {
    options.lockWait = limit("lockWait", wait);
    return (Postcar) this;
  }

  /**
   * How long to try to reach the server again after the connection was lost, to find out how a
   * transaction ended.
   *
   * @param time one minute by default
   * @return this
   */
  public Postcar settling(Duration time) {
    options.settling = limit("settling", time);
    return (Postcar) this;
  }

  /**
   * How often a migration is tried again after a lock timeout, a deadlock or a serialization
   * failure (55P03, 40P01, 40001).
   *
   * @param retries 10 by default
   * @return this
   */
  public Postcar retries(int retries) {
    if (retries < 0) {
      throw new PostcarException.Configuration("retries must be 0 or more, not " + retries + ".");
    }
    options.retries = retries;
    return (Postcar) this;
  }

  /**
   * Says whether migrations that follow each other, each still in its own transaction, are sent in
   * one message.
   *
   * @param pipeline true by default; with false each is a round trip of its own
   * @return this
   */
  public Postcar pipeline(boolean pipeline) {
    options.pipeline = pipeline;
    return (Postcar) this;
  }

  /**
   * Says whether a connection pooler stands between.
   *
   * @param pooled found out by default
   * @return this
   */
  public Postcar pooled(Pooled pooled) {
    options.pooled = given("pooled", pooled);
    return (Postcar) this;
  }

  /**
   * What to do with a pending migration that is older than the newest applied one of its package.
   *
   * @param outOfOrder refuse by default
   * @return this
   */
  public Postcar outOfOrder(OutOfOrder outOfOrder) {
    options.outOfOrder = given("outOfOrder", outOfOrder);
    return (Postcar) this;
  }

  /**
   * How packages stand to each other where no {@code requires} decides.
   *
   * @param order one after the other by default
   * @return this
   */
  public Postcar order(PackageOrder order) {
    options.order = given("order", order);
    return (Postcar) this;
  }

  /**
   * Lets a migrate end at once where a file says that it was done, and write that file when nothing
   * is left pending; a rollback takes it away.
   *
   * @param flag null (the default) for none
   * @return this
   */
  public Postcar flag(FlagFile flag) {
    options.flag = flag;
    return (Postcar) this;
  }

  /**
   * What is done around the migrations of a run.
   *
   * @param hooks nothing by default
   * @return this
   */
  public Postcar hooks(Hooks hooks) {
    options.hooks = given("hooks", hooks);
    return (Postcar) this;
  }

  /**
   * The channel that is notified right after a run in which migrations were applied or rolled back,
   * also where it failed later on: {@code listen} it. The payload is a JSON object with {@code
   * operation}, {@code outcome} ({@code done} or {@code failed}), {@code database}, {@code
   * namespace}, {@code count} and {@code migrations}; of very many the first ones.
   *
   * @param channel null (the default) for none
   * @return this
   * @throws PostcarException.Configuration if PostgreSQL would not take it as it is
   */
  public Postcar notify(String channel) {
    if (channel != null) {
      requireName("notify", channel);
    }
    options.notify = channel;
    return (Postcar) this;
  }

  /**
   * Where scratch databases are made, and dropped again; nothing else on that server is touched.
   *
   * @param url {@code postgresql://}, {@code postgres://} or {@code jdbc:postgresql://}; null (the
   *     default) for a private server, which needs the embedded PostgreSQL on the class path
   * @return this
   * @throws PostcarException.Configuration if the URL cannot be read
   */
  public Postcar scratch(String url) {
    options.scratch = url == null ? null : settings(url, "scratch");
    return (Postcar) this;
  }

  /**
   * Whether {@code drift} may run, on its scratch server, SQL that only the database's history has:
   * of migrations and views whose classes are gone or were changed.
   *
   * @param trusted false by default: it is refused
   * @return this
   */
  public Postcar trustHistory(boolean trusted) {
    options.trustHistory = trusted;
    return (Postcar) this;
  }

  /**
   * Who is told what happens.
   *
   * @param reporter nobody by default
   * @return this
   */
  public Postcar reporter(Reporter reporter) {
    options.reporter = given("reporter", reporter);
    return (Postcar) this;
  }

  static ConnectionSettings settings(String url, String origin) {
    Surroundings process = Surroundings.ofProcess();
    Surroundings users = new Surroundings(Path.of(""), Map.of(), process.home(), process.osUser());
    return new SettingsLoader(users, label -> null).url(url, origin);
  }
}
