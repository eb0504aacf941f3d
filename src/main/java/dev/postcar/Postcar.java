package dev.postcar;

import dev.postcar.fleet.Fleet;
import dev.postcar.fleet.FleetTarget;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.operation.CheckOperation;
import dev.postcar.internal.operation.DriftOperation;
import dev.postcar.internal.operation.GraphOperation;
import dev.postcar.internal.operation.ImportOperation;
import dev.postcar.internal.operation.LogOperation;
import dev.postcar.internal.operation.MigrateFuture;
import dev.postcar.internal.operation.MigrateOperation;
import dev.postcar.internal.operation.MigrationSource;
import dev.postcar.internal.operation.OperationContext;
import dev.postcar.internal.operation.RecordOperation;
import dev.postcar.internal.operation.RehearseOperation;
import dev.postcar.internal.operation.RenumberOperation;
import dev.postcar.internal.operation.RestoreOperation;
import dev.postcar.internal.operation.RollbackOperation;
import dev.postcar.internal.operation.SaferOperation;
import dev.postcar.internal.operation.ShowOperation;
import dev.postcar.internal.operation.SquashOperation;
import dev.postcar.internal.operation.StatusOperation;
import dev.postcar.internal.operation.TableStatsOperation;
import dev.postcar.internal.operation.TraceOperation;
import dev.postcar.internal.operation.VerifyOperation;
import dev.postcar.internal.operation.WaitOperation;
import dev.postcar.internal.plan.UnseenStatement;
import dev.postcar.internal.report.OneAtATime;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.options.CheckOptions;
import dev.postcar.options.ImportOptions;
import dev.postcar.options.RehearseOptions;
import dev.postcar.options.SaferOptions;
import dev.postcar.options.SquashOptions;
import dev.postcar.options.TraceOptions;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.CheckResult;
import dev.postcar.result.DriftResult;
import dev.postcar.result.GraphResult;
import dev.postcar.result.ImportResult;
import dev.postcar.result.LogResult;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.PlanResult;
import dev.postcar.result.RecordResult;
import dev.postcar.result.RehearseResult;
import dev.postcar.result.RenumberResult;
import dev.postcar.result.RestoreResult;
import dev.postcar.result.RollbackResult;
import dev.postcar.result.SaferResult;
import dev.postcar.result.ShowResult;
import dev.postcar.result.SquashResult;
import dev.postcar.result.StatusResult;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import dev.postcar.result.VerifyResult;
import dev.postcar.result.WaitResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/**
 * The table of contents: one method per operation.
 *
 * <p>An operation loads the migrations, compares them with what the database remembers, plans, and
 * does what is planned. It never exits and never prints. Configure it first, then call operations;
 * it may be used by one thread at a time, but {@link #interrupt} by any. A thread that is
 * interrupted ends its wait for another postcar or for a database; {@link #interrupt} and to cancel
 * {@link #migrateAsync()} end also what is running. It may be used again after it is closed.
 */
public final class Postcar implements AutoCloseable {

  private final Connections connections;
  private final MigrationSource source;
  private final Interruption interruption = new Interruption();
  private final MigrateFuture.Slot future = new MigrateFuture.Slot();
  private Config config = Config.DEFAULTS;

  private Postcar(Connections connections) {
    this.connections = connections;
    this.source = new MigrationSource(connections);
  }

  /**
   * Works without a database: for what needs none, or makes a scratch one.
   *
   * @return never connected
   */
  public static Postcar withoutDatabase() {
    return new Postcar(Connections.none());
  }

  /**
   * Works on a caller's database.
   *
   * @param dataSource not null; its connections must unwrap to the PostgreSQL driver's. They are
   *     given back in the role, with the settings and listening to the channels that they came
   *     with. One that wrote has lost its temporary tables, its prepared statements and settings
   *     with a dot in their names, which PostgreSQL does not list. An operation takes one
   *     connection; a migrate that takes long, and may have it, another one to see what it waits
   *     for
   * @return not yet connected; the role of its connections, if they have set one, does everything
   *     where {@link #role(String)} names none
   * @throws PostcarException.Configuration if it is null
   */
  public static Postcar on(DataSource dataSource) {
    if (dataSource == null) {
      throw new PostcarException.Configuration("The DataSource is null.");
    }
    return new Postcar(Connections.from(dataSource));
  }

  /**
   * Works on the database of a URL.
   *
   * @param url {@code postgresql://}, {@code postgres://} or {@code jdbc:postgresql://}
   * @return not yet connected
   * @throws PostcarException.Configuration if the URL cannot be read
   */
  public static Postcar on(String url) {
    if (url == null) {
      throw new PostcarException.Configuration("The URL of the database is null.");
    }
    ConnectionSettings settings = SettingsLoader.ofProgram(url, "url");
    return on(settings.jdbcUrl(), settings.driverProperties(), Duration.ZERO);
  }

  /**
   * Works on a database by the driver's own terms.
   *
   * @param jdbcUrl a {@code jdbc:postgresql:} URL without any secret
   * @param properties the driver's properties, user and password among them
   * @param waitForDatabase how long to wait for a server that refuses, starts up or is full
   * @return not yet connected
   */
  public static Postcar on(String jdbcUrl, Properties properties, Duration waitForDatabase) {
    return new Postcar(Connections.to(jdbcUrl, properties, waitForDatabase));
  }

  /**
   * The Java packages whose migrations these are, without their sub-packages.
   *
   * @param packages in the order in which they run
   * @return this
   */
  public Postcar packages(String... packages) {
    return with(Setting.PACKAGES, packages == null ? null : Arrays.asList(packages));
  }

  /**
   * Where compiled migrations are, in addition to the caller's class path.
   *
   * @param classpath directories and jars
   * @return this
   */
  public Postcar classpath(Path... classpath) {
    return with(Setting.CLASSPATH, classpath == null ? null : Arrays.asList(classpath));
  }

  /**
   * Where sources of migrations are, to be compiled on the fly.
   *
   * @param sources roots of {@code .java} files
   * @return this
   */
  public Postcar sources(Path... sources) {
    return with(Setting.SOURCES, sources == null ? null : Arrays.asList(sources));
  }

  /**
   * Where compiled sources are kept.
   *
   * @param directory made where it is missing; null for a temporary one
   * @return this
   */
  public Postcar cache(Path directory) {
    return with(Config.Given.CACHE, directory);
  }

  /**
   * Whose class path is scanned; by default that of the calling thread.
   *
   * @param classLoader null (the default) for that of the calling thread
   * @return this
   */
  public Postcar classLoader(ClassLoader classLoader) {
    return with(Config.Given.CLASS_LOADER, classLoader);
  }

  /**
   * The schema of postcar's own tables.
   *
   * @param namespace as it is, unquoted; {@code _postcar} by default
   * @return this
   * @throws PostcarException.Configuration if PostgreSQL would not take it as it is
   */
  public Postcar namespace(String namespace) {
    return with(Setting.NAMESPACE, namespace);
  }

  /**
   * The role that everything is done as, and that owns what is made.
   *
   * @param role null (the default) for the one that connects
   * @return this
   */
  public Postcar role(String role) {
    return with(Setting.ROLE, role);
  }

  /**
   * A further role that may own the bookkeeping, in addition to the role in effect, the login, the
   * database's owner and superusers: any other owner is refused, as it decides what is run.
   *
   * @param role null (the default) for none
   * @return this
   */
  public Postcar bookkeepingOwner(String role) {
    return with(Setting.BOOKKEEPING_OWNER, role);
  }

  /**
   * The search_path that each migration starts with.
   *
   * @param searchPath null (the default) for the database's
   * @return this
   */
  public Postcar searchPath(String searchPath) {
    return with(Setting.SEARCH_PATH, searchPath);
  }

  /**
   * The TimeZone that each migration starts with.
   *
   * @param timeZone such as {@code Europe/Berlin}; null (the default) for what psql has there: that
   *     of the login, the database or the server, never the JVM's
   * @return this
   */
  public Postcar timeZone(String timeZone) {
    return with(Setting.TIME_ZONE, timeZone);
  }

  /**
   * What {@link Postcar#migrate(Target)} restores first where the database is empty and has no
   * bookkeeping.
   *
   * @param dump null (the default) for nothing
   * @return this
   */
  public Postcar restoreFirst(Dump dump) {
    return with(Config.Given.RESTORE_FIRST, dump);
  }

  /**
   * How long an operation waits for a server that refuses, starts up or is full.
   *
   * @param wait zero for not at all, the default
   * @return this
   */
  public Postcar waitForDb(Duration wait) {
    return with(Setting.WAIT_FOR_DB, wait);
  }

  /**
   * How long a statement waits for a lock before the migration is tried again.
   *
   * @param timeout zero for no limit; 5 s by default
   * @return this
   */
  public Postcar lockTimeout(Duration timeout) {
    return with(Setting.LOCK_TIMEOUT, timeout);
  }

  /**
   * How long a statement may run.
   *
   * @param timeout zero (the default) for no limit
   * @return this
   */
  public Postcar statementTimeout(Duration timeout) {
    return with(Setting.STATEMENT_TIMEOUT, timeout);
  }

  /**
   * How long to wait for another runner.
   *
   * @param wait one minute by default
   * @return this
   */
  public Postcar lockWait(Duration wait) {
    return with(Setting.LOCK_WAIT, wait);
  }

  /**
   * How long to try to reach the server again after the connection was lost, to find out how a
   * transaction ended.
   *
   * @param time one minute by default
   * @return this
   */
  public Postcar settling(Duration time) {
    return with(Config.Given.SETTLING, time);
  }

  /**
   * How often a migration is tried again after a lock timeout, a deadlock or a serialization
   * failure (55P03, 40P01, 40001).
   *
   * @param retries 10 by default
   * @return this
   */
  public Postcar retries(int retries) {
    return with(Setting.RETRIES, retries);
  }

  /**
   * Says whether migrations that follow each other, each still in its own transaction, are sent in
   * one message.
   *
   * @param pipeline true by default; with false each is a round trip of its own
   * @return this
   */
  public Postcar pipeline(boolean pipeline) {
    return with(Setting.NO_PIPELINE, !pipeline);
  }

  /**
   * Says whether a connection pooler stands between.
   *
   * @param pooled found out by default
   * @return this
   */
  public Postcar pooled(PoolerMode pooled) {
    return with(Setting.POOLED, pooled);
  }

  /**
   * What to do with a pending migration that is older than the newest applied one of its package.
   *
   * @param outOfOrder refuse by default
   * @return this
   */
  public Postcar outOfOrder(OutOfOrder outOfOrder) {
    return with(Setting.OUT_OF_ORDER, outOfOrder);
  }

  /**
   * How packages stand to each other where no {@code requires} decides.
   *
   * @param order one after the other by default
   * @return this
   */
  public Postcar order(PackageOrder order) {
    return with(Setting.ORDER, order);
  }

  /**
   * Lets a migrate end at once where a file says that it was done, and write that file when nothing
   * is left pending; a rollback deletes it.
   *
   * @param flag null (the default) for none
   * @return this
   */
  public Postcar flag(FlagFile flag) {
    return with(Config.Given.FLAG, flag);
  }

  /**
   * What is done around the migrations of a run.
   *
   * @param hooks nothing by default
   * @return this
   */
  public Postcar hooks(Hooks hooks) {
    return with(Config.Given.HOOKS, hooks);
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
    return with(Setting.NOTIFY, channel);
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
    return with(Setting.SCRATCH, url == null ? null : SettingsLoader.ofProgram(url, "scratch"));
  }

  /**
   * Whether {@code drift} may run, on its scratch server, SQL that only the database's history has:
   * of migrations and views whose classes are gone or were changed.
   *
   * @param trusted false by default: it is refused
   * @return this
   */
  public Postcar trustHistory(boolean trusted) {
    return with(Setting.TRUST_HISTORY, trusted);
  }

  /**
   * Which hazards {@code trace} allows in all migrations; {@link AllowHazard} allows one in one.
   *
   * @param ids such as {@code rename-column}; none by default
   * @return this
   * @throws PostcarException.Configuration if there is no such hazard
   */
  public Postcar allowHazards(String... ids) {
    return with(Setting.ALLOW_HAZARDS, List.of(ids));
  }

  /**
   * Who receives the events.
   *
   * @param reporter {@link Reporter#LOG} by default
   * @return this
   */
  public Postcar reporter(Reporter reporter) {
    return with(Config.Given.REPORTER, OneAtATime.of(reporter));
  }

  /**
   * All settings at once, as the command line reads them; postcar's own.
   *
   * @param config not null; what else was set is forgotten
   * @return this
   */
  public Postcar configure(Config config) {
    this.config = config;
    return this;
  }

  /**
   * Applies what is pending; see {@link #migrate(Target)}.
   *
   * @return what was applied
   */
  public MigrateResult migrate() {
    return new MigrateOperation(context()).run(Target.usual());
  }

  /**
   * Applies pending migrations, each exactly once, in order.
   *
   * @param target how far
   * @return what was applied; without a database where a {@linkplain #flag flag file} was there
   * @throws PostcarException as its members say
   */
  public MigrateResult migrate(Target target) {
    return new MigrateOperation(context()).run(target);
  }

  /**
   * Does what {@link #migrate()} does on a daemon thread of its own.
   *
   * @return the result, or the {@link PostcarException} as its cause; to cancel it interrupts the
   *     run, which then rolls back and ends soon, and which {@link #close()} waits for
   * @throws IllegalStateException if the one before still runs
   */
  public CompletableFuture<MigrateResult> migrateAsync() {
    return migrateAsync(Target.usual());
  }

  /**
   * Does what {@link #migrate(Target)} does on a daemon thread of its own.
   *
   * @param target how far
   * @return as {@link #migrateAsync()}
   * @throws IllegalStateException if the one before still runs
   */
  public CompletableFuture<MigrateResult> migrateAsync(Target target) {
    return future.start(
        () -> migrate(target), () -> interrupt(Interruption.CTRL_C), interruption::forget);
  }

  /**
   * Undoes applied migrations, the last one first.
   *
   * @param target how far
   * @return what was undone
   * @throws PostcarException as its members say
   */
  public RollbackResult rollback(Target target) {
    return new RollbackOperation(context()).run(target);
  }

  /**
   * Returns the state of every migration; writes nothing and takes no lock.
   *
   * @return the states
   * @throws PostcarException as its members say
   */
  public StatusResult status() {
    return StatusOperation.run(context());
  }

  /**
   * Waits until the database answers and nothing is pending or under way in it: looks about every
   * second, on a new connection each time. Writes nothing and takes no lock.
   *
   * @param limit how long at most; zero looks once
   * @return how long it took
   * @throws PostcarException.Interrupted if the waiting thread is interrupted
   * @throws PostcarException.Connection if the database never answered, or turns us down
   * @throws PostcarException.Findings if something is still to be done when the time is up
   */
  public WaitResult await(Duration limit) {
    return WaitOperation.run(context(), limit);
  }

  /**
   * Gives a pending migration the next free number of its package: its class, its file, and
   * whatever names it in the sources, all together or not at all. That two migrations have one
   * number is the usual reason, and no obstacle. Writes nothing to the database.
   *
   * @param id any unambiguous form of its name
   * @param timestamp whether the number is the time (UTC)
   * @return its new name, and the files that were changed
   * @throws PostcarException.Refusal if the database has it: applied, skipped or interrupted
   * @throws PostcarException as its members say
   */
  public RenumberResult renumber(String id, boolean timestamp) {
    return RenumberOperation.run(context(), id, timestamp);
  }

  /**
   * Returns what depends on what; no database is asked.
   *
   * @return migrations, and what comes after what
   * @throws PostcarException.Source if the migrations cannot be loaded
   */
  public GraphResult graph() {
    return GraphOperation.run(context());
  }

  /**
   * Reads the event log; writes nothing and takes no lock. No migration needs to be there.
   *
   * @param failed only failures
   * @param limit how many events at most, the newest; 1 or more
   * @return the events; none where the bookkeeping has no log yet
   * @throws PostcarException as its members say
   */
  public LogResult log(boolean failed, int limit) {
    return LogOperation.run(context(), failed, limit);
  }

  /**
   * Returns all that is known about one migration; writes nothing and takes no lock.
   *
   * @param id any unambiguous form of its name
   * @return its SQL, its history, its last failure
   * @throws PostcarException as its members say
   */
  public ShowResult show(String id) {
    return ShowOperation.run(context(), id);
  }

  /**
   * Returns what {@link #migrate(Target)} would do; writes nothing and takes no lock.
   *
   * @param target how far
   * @return the plan
   * @throws PostcarException as its members say
   */
  public PlanResult planMigrate(Target target) {
    return new MigrateOperation(context()).plan(target);
  }

  /**
   * Returns what {@link #rollback(Target)} would do; writes nothing and takes no lock.
   *
   * @param target how far
   * @return the plan
   * @throws PostcarException as its members say
   */
  public PlanResult planRollback(Target target) {
    return new RollbackOperation(context()).plan(target);
  }

  /**
   * Records that a changed migration is right as it is now; its SQL is not run.
   *
   * @param id any unambiguous form of its name
   * @return what was recorded
   * @throws PostcarException as its members say
   */
  public RecordResult accept(String id) {
    return records().accept(id);
  }

  /**
   * Records that migrations are applied, all of them in one transaction; they are not run. For one
   * that is interrupted, that it is complete.
   *
   * @param ids any unambiguous forms of their names
   * @return what was recorded
   * @throws PostcarException as its members say
   */
  public RecordResult mark(String... ids) {
    return records().mark(ids);
  }

  /**
   * Records that everything pending is applied, all of it in one transaction; nothing is run. So an
   * existing database is adopted.
   *
   * @param upTo the last one, in any unambiguous form of its name; null for all
   * @return what was recorded
   * @throws PostcarException as its members say
   */
  public RecordResult markPending(String upTo) {
    return records().markPending(upTo);
  }

  /**
   * Passes over the migration that {@link #migrate()} would run first: it is recorded as skipped.
   *
   * @return what was recorded; nothing where nothing is pending
   * @throws PostcarException as its members say
   */
  public RecordResult skip() {
    return records().skip();
  }

  /**
   * Passes over a pending migration: it is recorded as skipped.
   *
   * @param id any unambiguous form of its name
   * @return what was recorded; nothing where it is skipped already
   * @throws PostcarException as its members say
   */
  public RecordResult skip(String id) {
    return records().skip(id);
  }

  /**
   * Continues an interrupted migration, or an interrupted rollback, at the statement that is next.
   *
   * @param id any unambiguous form of its name
   * @return what was completed
   * @throws PostcarException as its members say
   */
  public RecordResult resume(String id) {
    return records().resume(id, null);
  }

  /**
   * The same where nobody saw the end of a statement and the catalog does not tell: it is recorded
   * as done.
   *
   * @param id any unambiguous form of its name
   * @param statement its number, as the refusal of {@link #resume(String)} gives it
   * @return what was completed
   * @throws PostcarException as its members say
   */
  public RecordResult resumeDone(String id, int statement) {
    return records().resume(id, new UnseenStatement(statement, true));
  }

  /**
   * The same where the statement did not take effect: it runs again.
   *
   * @param id any unambiguous form of its name
   * @param statement its number, as the refusal of {@link #resume(String)} gives it
   * @return what was completed
   * @throws PostcarException as its members say
   */
  public RecordResult resumeRerun(String id, int statement) {
    return records().resume(id, new UnseenStatement(statement, false));
  }

  /**
   * Loads a dump into an empty database; see {@link #restore(Dump)}.
   *
   * @param dump plain, gzip or xz
   * @return what was restored
   * @throws PostcarException as its members say
   */
  public RestoreResult restore(Path dump) {
    return restore(Dump.of(dump));
  }

  /**
   * Loads a plain-format dump of pg_dump into an empty database, in one transaction, at whose end
   * the bookkeeping is created, or the dump's is upgraded. BEGIN and COMMIT in the dump are
   * dropped.
   *
   * @param dump where it comes from
   * @return what was restored
   * @throws PostcarException as its members say; then nothing of it is in the database
   */
  public RestoreResult restore(Dump dump) {
    return RestoreOperation.run(context(), dump);
  }

  /**
   * Looks for everything that can be found without a database; never connects.
   *
   * @param checks what is compared in addition to the migrations
   * @return hints, if anything
   * @throws PostcarException.Findings if there is anything to fix, with the {@link CheckResult}
   * @throws PostcarException.Configuration if there is no package, git, branch or lock file
   */
  public CheckResult check(CheckOptions checks) {
    return CheckOperation.run(context(), checks);
  }

  /**
   * Verifies all migrations; see {@link #verify(VerifyOptions)}.
   *
   * @return what came of it, without a finding
   */
  public VerifyResult verify() {
    return verify(VerifyOptions.all());
  }

  /**
   * Goes forward, back and forward again with each migration on a scratch database; the catalog
   * must come back exactly. The target, if there is one, is only read.
   *
   * @param verification which, and how strictly
   * @return what came of it, without a finding
   * @throws PostcarException.Findings with the {@link VerifyResult}, if there is one
   * @throws PostcarException as its members say
   */
  public VerifyResult verify(VerifyOptions verification) {
    return VerifyOperation.run(context(), verification);
  }

  /**
   * Compares the live schema with the one that its applied migrations, run again in the order of
   * application, build on a scratch database. The live database is only read.
   *
   * @param ignored patterns of objects to pass over, such as {@code table audit.*}
   * @return no differences
   * @throws PostcarException.Findings with the {@link DriftResult}, if there are any
   * @throws PostcarException as its members say
   */
  public DriftResult drift(String... ignored) {
    return DriftOperation.run(context(), ignored);
  }

  /**
   * Works out the form of a pending migration that blocks nobody for long, and proves on a scratch
   * database that it ends in the same schema. The target, if there is one, is only read.
   *
   * @param options which migration, and whether its source is replaced; not null
   * @return the form and its proof
   * @throws PostcarException.Findings with the {@link SaferResult}, if it is not proved
   * @throws PostcarException as its members say; no source is changed then
   */
  public SaferResult safer(SaferOptions options) {
    return SaferOperation.run(context(), options);
  }

  /**
   * Makes one migration out of a run of them: writes its source in place of theirs. It is tried on
   * a scratch database first; the target, if there is one, is only read.
   *
   * @param from the first one of the run, by any unambiguous form of its name
   * @param to the last one; the new one gets its digits
   * @param name words for the new one's name; null for usual ones
   * @return what was written
   * @throws PostcarException as its members say; no source is changed then
   */
  public SquashResult squash(String from, String to, String name) {
    return squash(new SquashOptions(from, to, name));
  }

  /**
   * Makes one migration out of a run of them, like {@link #squash(String, String, String)}.
   *
   * @param options which, and how; not null
   * @return what was written
   * @throws PostcarException as its members say; no source is changed then
   */
  public SquashResult squash(SquashOptions options) {
    return SquashOperation.run(context(), options);
  }

  /**
   * Writes another tool's migrations as a package's, once both have given the same catalog.
   *
   * @param options what to import; not null
   * @return what was written
   * @throws PostcarException as its members say; nothing is written then
   */
  public ImportResult importFrom(ImportOptions options) {
    return ImportOperation.run(context(), options);
  }

  /**
   * Traces what is pending; see {@link #trace(TraceOptions)}.
   *
   * @return what was seen, without a finding
   */
  public TraceResult trace() {
    return trace(TraceOptions.pending());
  }

  /**
   * Runs all migrations on a scratch database, and reports what their statements do to its tables.
   * The target, if there is one, is only asked what is pending, and for its version and roles.
   *
   * @param tracing which are reported, and what is a finding
   * @return what was seen, without a finding
   * @throws PostcarException.Findings with the {@link TraceResult}, if there is one
   * @throws PostcarException as its members say
   */
  public TraceResult trace(TraceOptions tracing) {
    return TraceOperation.run(context(), tracing);
  }

  /**
   * Runs migrations under traffic, on a scratch database or a clone, and measures who waits. The
   * target, if there is one, is only asked what is pending, and for its version and roles.
   *
   * @param options which, on which rows, under which load; not null
   * @return what was seen, without a finding
   * @throws PostcarException.Findings with the {@link RehearseResult}, if somebody waited too long,
   *     or a migration was not applied under this load
   * @throws PostcarException as its members say
   */
  public RehearseResult rehearse(RehearseOptions options) {
    return RehearseOperation.run(context(), options);
  }

  /**
   * Reads how large the tables are, and how busy; writes nothing.
   *
   * @return the largest first
   * @throws PostcarException as its members say
   */
  public TableStats tableStats() {
    return TableStatsOperation.run(context());
  }

  private RecordOperation records() {
    return new RecordOperation(context());
  }

  private OperationContext context() {
    return new OperationContext(connections, config, source, interruption);
  }

  private Postcar with(Enum<?> key, Object value) {
    config = config.with(key, value);
    return this;
  }

  /**
   * The same operations on many targets, configured as this is by now; its own database is not
   * touched.
   *
   * @param targets in the order in which they are started
   * @return not yet started
   */
  public Fleet fleet(List<FleetTarget> targets) {
    return new Fleet(targets, config);
  }

  /**
   * Asks the operation under way to end: its statement is cancelled on the server, and rolled back.
   * Any thread may ask.
   *
   * @param signal the signal's number, which the exception then carries
   * @return false if no operation is writing
   */
  public boolean interrupt(int signal) {
    return interruption.request(signal);
  }

  /**
   * Says what is done once, before the first operation that takes the runner lock or writes; never
   * called where nothing is to be done.
   *
   * @param action such as beginning to listen for signals, to {@link #interrupt(int)} then
   * @return this
   */
  public Postcar beforeWriting(Runnable action) {
    interruption.beforeWriting(action);
    return this;
  }

  /** Waits for an asynchronous migrate, then closes the connections that postcar has opened. */
  @Override
  public void close() {
    future.join();
    connections.close();
  }
}
