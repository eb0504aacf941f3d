package dev.postcar;

import dev.postcar.check.Check;
import dev.postcar.config.ConnectionSettings;
import dev.postcar.history.EventLog;
import dev.postcar.history.Recorded;
import dev.postcar.plan.Audit;
import dev.postcar.plan.AuditEntry;
import dev.postcar.plan.DependencyGraph;
import dev.postcar.plan.MarkPlanner;
import dev.postcar.plan.Plan;
import dev.postcar.plan.RecordPlanner;
import dev.postcar.plan.RenumberGuard;
import dev.postcar.plan.SquashGuard;
import dev.postcar.plan.Step;
import dev.postcar.plan.Unseen;
import dev.postcar.plan.ViewStates;
import dev.postcar.run.Connections;
import dev.postcar.run.Interruption;
import dev.postcar.run.Operation;
import dev.postcar.schema.Drift;
import dev.postcar.schema.Restore;
import dev.postcar.schema.ScratchDatabase;
import dev.postcar.schema.ScratchLimit;
import dev.postcar.source.MigrationSelector;
import dev.postcar.source.Migrations;
import dev.postcar.source.Renumbering;
import dev.postcar.source.SourceRequest;
import dev.postcar.trace.TargetStats;
import dev.postcar.trace.TraceRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The table of contents: one method per operation.
 *
 * <p>An operation loads the migrations, compares them with what the database remembers, plans, and
 * does what is planned. It never exits and never prints. Tell it everything first, then call
 * operations; it may be used by one thread at a time, but {@link #interrupt} by any. A thread that
 * is interrupted ends its wait for another postcar or for a database; {@link #interrupt} and to
 * cancel {@link #migrateAsync()} end also what is running. It may be used again after it is closed.
 */
public final class Postcar extends Setup implements AutoCloseable {

  private final Connections connections;
  private final Interruption interruption;
  private final Loader loader;
  private final Beside beside = new Beside();

  private Postcar(Connections connections) {
    this(connections, new Options());
  }

  private Postcar(Connections connections, Options options) {
    this(connections, options, new Interruption(), new Loader(options, connections));
  }

  Postcar(Connections connections, Options options, Interruption interruption, Loader loader) {
    super(options);
    this.connections = connections;
    this.interruption = interruption;
    this.loader = loader;
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
    ConnectionSettings settings = settings(url, "url");
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
   * Applies what is pending; see {@link #migrate(Target)}.
   *
   * @return what was applied
   */
  public MigrateResult migrate() {
    return migrate(Target.usual());
  }

  /**
   * Applies pending migrations, each exactly once, in order.
   *
   * @param target how far
   * @return what was applied; without a database where a {@linkplain #flag flag file} was there
   * @throws PostcarException as its members say
   */
  public MigrateResult migrate(Target target) {
    FlagFile flag = target.mode() == Target.Mode.DRY_RUN ? null : options.flag;
    if (flag != null && flag.isPresent()) {
      return MigrateResult.NOT_ASKED;
    }
    if (flag != null) {
      flag.prepare();
    }
    try (Planning planning = planning();
        Operation operation = open()) {
      if (options.restoreFirst != null) {
        Restore.first(operation, options.restoreFirst, target.mode(), options.reporter);
      }
      Planning.Intent forward = planning.forward(operation, target);
      MigrateResult result =
          Results.migrated(
              operation.perform(
                  "migrate", recorded -> planning.plan(recorded, forward), Results::migrated));
      if (flag != null && result.pending() == 0) {
        flag.write(result);
      }
      return result;
    }
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
    return beside.begin(new MigrateFuture(this), () -> migrate(target), interruption::forget);
  }

  /**
   * Undoes applied migrations, the last one first.
   *
   * @param target how far
   * @return what was undone
   * @throws PostcarException as its members say
   */
  public RollbackResult rollback(Target target) {
    if (options.flag != null && target.mode() != Target.Mode.DRY_RUN) {
      options.flag.remove();
    }
    try (Planning planning = planning();
        Operation operation = open()) {
      return Results.rolledBack(
          operation.perform(
              "rollback",
              recorded -> planning.plan(recorded, Planning.backward(target)),
              Results::rolledBack));
    }
  }

  /**
   * Tells the state of every migration; writes nothing and takes no lock.
   *
   * @return the states
   * @throws PostcarException as its members say
   */
  public StatusResult status() {
    try (Planning planning = planning();
        Operation operation = open()) {
      Audit audit = planning.audit(operation.read());
      return new StatusResult(
          operation.database(),
          options.namespace,
          audit.pending(),
          audit.entries().stream().map(AuditEntry::info).toList(),
          ViewStates.of(audit));
    }
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
    try (Planning planning = planning()) {
      return new Waiting(limit, options.reporter)
          .until(
              () -> {
                try (Operation operation = open()) {
                  Audit audit = planning.audit(operation.read());
                  return new Waiting.Seen(
                      operation.database(),
                      audit.pending(),
                      audit.in(MigrationState.INTERRUPTED).size(),
                      views(audit));
                }
              });
    }
  }

  /** How many views a migrate would change that has no migration to run. */
  private static int views(Audit audit) {
    return (int) ViewStates.of(audit).stream().filter(view -> view.next() != null).count();
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
    SourceRequest request = options.source();
    List<MigrationId> taken = new ArrayList<>(Renumbering.candidates(request));
    MigrationId meant = MigrationSelector.select(id, taken);
    try (Operation operation = open()) {
      Recorded recorded = operation.read();
      RenumberGuard.refuse(recorded, meant, operation.database());
      recorded.rows().forEach(row -> taken.add(row.id()));
    }
    Renumbering.Renumbered done = Renumbering.renumber(request, meant, taken, timestamp);
    return new RenumberResult(
        meant.toString(), done.id().toString(), done.files().stream().map(Path::toString).toList());
  }

  /**
   * Tells what depends on what; no database is asked.
   *
   * @return migrations, and what comes after what
   * @throws PostcarException.Source if the migrations cannot be loaded
   */
  public GraphResult graph() {
    try (Migrations migrations = loader.load()) {
      return DependencyGraph.of(migrations.known(), migrations.views());
    }
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
    if (limit < 1) {
      throw new PostcarException.Configuration("limit must be 1 or more, not " + limit + ".");
    }
    try (Operation operation = open()) {
      operation.read();
      List<List<String>> rows =
          operation.hasEvents()
              ? operation.query(new EventLog(options.namespace).newest(failed, limit))
              : List.of();
      return new LogResult(operation.database(), EventLog.oldestFirst(rows));
    }
  }

  /**
   * Tells all that is known of one migration; writes nothing and takes no lock.
   *
   * @param id any unambiguous form of its name
   * @return its SQL, its history, its last failure
   * @throws PostcarException as its members say
   */
  public ShowResult show(String id) {
    try (Planning planning = planning();
        Operation operation = open()) {
      Recorded recorded = operation.read();
      Portrait portrait = new Portrait(operation, options, recorded);
      MigrationId meant = portrait.select(id, planning.audit(recorded));
      return portrait.of(meant, planning.audit(recorded, meant));
    }
  }

  /**
   * Tells what {@link #migrate(Target)} would do; writes nothing and takes no lock.
   *
   * @param target how far
   * @return the plan
   * @throws PostcarException as its members say
   */
  public PlanResult planMigrate(Target target) {
    try (Planning planning = planning();
        Operation operation = open()) {
      Restore.warn(operation, options.restoreFirst, options.reporter);
      return Results.planned(
          operation, planning.plan(operation.read(), planning.forward(operation, target)));
    }
  }

  /**
   * Tells what {@link #rollback(Target)} would do; writes nothing and takes no lock.
   *
   * @param target how far
   * @return the plan
   * @throws PostcarException as its members say
   */
  public PlanResult planRollback(Target target) {
    try (Planning planning = planning();
        Operation operation = open()) {
      return Results.planned(operation, planning.plan(operation.read(), Planning.backward(target)));
    }
  }

  /**
   * Records that a changed migration is right as it is now; its SQL is not run.
   *
   * @param id any unambiguous form of its name
   * @return what was recorded
   * @throws PostcarException as its members say
   */
  public RecordResult accept(String id) {
    return record("accept", audit -> RecordPlanner.accept(audit, Planning.resolve(audit, id)));
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
    return record(
        "mark",
        audit ->
            MarkPlanner.mark(
                audit,
                Stream.of(ids).map(id -> Planning.resolve(audit, id)).collect(Collectors.toSet())));
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
    return recordUnhindered(
        "mark",
        audit ->
            MarkPlanner.markPending(audit, upTo == null ? null : Planning.resolve(audit, upTo)));
  }

  /**
   * Passes over the migration that {@link #migrate()} would run first: it is recorded as skipped.
   *
   * @return what was recorded; nothing where nothing is pending
   * @throws PostcarException as its members say
   */
  public RecordResult skip() {
    return recordUnhindered("skip", MarkPlanner::skipNext);
  }

  /**
   * Passes over a pending migration: it is recorded as skipped.
   *
   * @param id any unambiguous form of its name
   * @return what was recorded; nothing where it is skipped already
   * @throws PostcarException as its members say
   */
  public RecordResult skip(String id) {
    return record("skip", audit -> MarkPlanner.skip(audit, Planning.resolve(audit, id)));
  }

  /**
   * Continues an interrupted migration, or an interrupted rollback, at the statement that is next.
   *
   * @param id any unambiguous form of its name
   * @return what was completed
   * @throws PostcarException as its members say
   */
  public RecordResult resume(String id) {
    return resume(id, null);
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
    return resume(id, new Unseen(statement, true));
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
    return resume(id, new Unseen(statement, false));
  }

  private RecordResult resume(String id, Unseen unseen) {
    return record(
        "resume", audit -> RecordPlanner.resume(audit, Planning.resolve(audit, id), unseen));
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
    try (Operation operation = open()) {
      return Restore.of(operation, dump, options.reporter);
    }
  }

  /**
   * Looks for everything that can be found without a database; never connects.
   *
   * @param checks what is looked at beside the migrations
   * @return hints, if anything
   * @throws PostcarException.Findings if there is anything to fix, with the {@link CheckResult}
   * @throws PostcarException.Configuration if there is no package, git, branch or lock file
   */
  public CheckResult check(Checks checks) {
    return Check.of(options.source(), options.order, options.outOfOrder, checks).orFindings();
  }

  /**
   * Verifies all migrations; see {@link #verify(Verification)}.
   *
   * @return what came of it, without a finding
   */
  public VerifyResult verify() {
    return verify(Verification.all());
  }

  /**
   * Goes forward, back and forward again with each migration on a scratch database; the catalog
   * must come back exactly. The target, if there is one, is only asked for its version and roles.
   *
   * @param verification which, and how strictly
   * @return what came of it, without a finding
   * @throws PostcarException.Findings with the {@link VerifyResult}, if there is one
   * @throws PostcarException as its members say
   */
  public VerifyResult verify(Verification verification) {
    try (Planning planning = new Planning(loader.load(), options)) {
      return VerifyRun.of(verification, scratch(), planning);
    }
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
    Drift drift = new Drift(List.of(ignored));
    try (Migrations migrations = loader.loadAndConnect();
        Operation operation = open()) {
      return new DriftRun(scratch(), operation, migrations).result(drift);
    }
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
    try (Planning planning = new Planning(loader.load(), options)) {
      Migrations before = planning.migrations();
      SquashRun run = SquashRun.of(scratch(), before, from, to, name);
      if (connections.lead()) {
        try (Operation operation = open()) {
          Audit audit = planning.audit(before.loaded(), operation.read());
          SquashGuard.refuse(audit, run.squash().replaced());
        }
      }
      return run.make();
    }
  }

  /**
   * Traces what is pending; see {@link #trace(Tracing)}.
   *
   * @return what was seen, without a finding
   */
  public TraceResult trace() {
    return trace(Tracing.pending());
  }

  /**
   * Runs all migrations on a scratch database, and tells what their statements do to its tables.
   * The target, if there is one, is only asked what is pending, and for its version and roles.
   *
   * @param tracing which are reported, and what is a finding
   * @return what was seen, without a finding
   * @throws PostcarException.Findings with the {@link TraceResult}, if there is one
   * @throws PostcarException as its members say
   */
  public TraceResult trace(Tracing tracing) {
    try (Planning planning = new Planning(loader.load(), options)) {
      return trace(tracing, planning);
    }
  }

  private TraceResult trace(Tracing tracing, Planning planning) {
    Plan plan = planning.onEmptyDatabase();
    Set<MigrationId> reported =
        tracing.all() || !connections.lead() ? Set.copyOf(plan.migrations()) : pending(planning);
    if (reported.isEmpty()) {
      return new TraceResult(List.of(), List.of());
    }
    try (ScratchDatabase scratch = scratch().open(planning.migrations());
        Connections there =
            Connections.to(scratch.jdbcUrl(), scratch.properties(), Duration.ZERO)) {
      List<Step> steps = plan.steps().stream().filter(Step::runs).toList();
      return TraceRun.run(there, options.run(), steps, reported, tracing.stats(), options.reporter)
          .orFindings(tracing.failOn());
    } catch (PostcarException.MigrationFailed e) {
      throw ScratchLimit.in(e).orElse(e);
    }
  }

  private Set<MigrationId> pending(Planning planning) {
    try (Operation operation = open()) {
      return planning.pending(operation.read());
    }
  }

  /**
   * Reads how large the tables are, and how busy; writes nothing.
   *
   * @return the largest first
   * @throws PostcarException as its members say
   */
  public TableStats tableStats() {
    try (Operation operation = open()) {
      return operation.look(TargetStats::of);
    }
  }

  private RecordResult record(String name, Function<Audit, Plan> planner) {
    return recorded(name, operation -> (audit, warn) -> planner.apply(audit));
  }

  private RecordResult recordUnhindered(String name, Function<Audit, Plan> planner) {
    return recorded(name, operation -> Planning.unhindered(operation, planner));
  }

  private RecordResult recorded(String name, Function<Operation, Planning.Intent> intent) {
    try (Planning planning = planning();
        Operation operation = open()) {
      return Results.recorded(
          operation.perform(
              name,
              recorded -> planning.plan(recorded, intent.apply(operation)),
              Results::recorded));
    }
  }

  private Planning planning() {
    return new Planning(loader.loadAndConnect(), options);
  }

  private Scratch scratch() {
    return new Scratch(connections, options, interruption);
  }

  private Operation open() {
    return new Operation(
        connections, options.run(), Version.text(), options.reporter, interruption);
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

  /** Waits for a migrate beside, then closes the connections that postcar itself has opened. */
  @Override
  public void close() {
    beside.join();
    connections.close();
  }
}
