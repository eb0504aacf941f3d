package dev.postcar;

import dev.postcar.check.Check;
import dev.postcar.config.ConnectionSettings;
import dev.postcar.config.SettingsLoader;
import dev.postcar.config.Surroundings;
import dev.postcar.history.AppliedMigration;
import dev.postcar.history.EventLog;
import dev.postcar.history.History;
import dev.postcar.history.Recorded;
import dev.postcar.history.RowState;
import dev.postcar.plan.Audit;
import dev.postcar.plan.AuditEntry;
import dev.postcar.plan.DependencyGraph;
import dev.postcar.plan.MarkPlanner;
import dev.postcar.plan.Obstacles;
import dev.postcar.plan.Plan;
import dev.postcar.plan.Planner;
import dev.postcar.plan.Rebuilding;
import dev.postcar.plan.RecordPlanner;
import dev.postcar.plan.RollbackPlanner;
import dev.postcar.plan.SquashGuard;
import dev.postcar.plan.Step;
import dev.postcar.report.Event;
import dev.postcar.run.Connections;
import dev.postcar.run.Interruption;
import dev.postcar.run.Operation;
import dev.postcar.schema.CatalogSnapshot;
import dev.postcar.schema.Drift;
import dev.postcar.schema.LiveSchema;
import dev.postcar.schema.Rebuild;
import dev.postcar.schema.Restore;
import dev.postcar.schema.RoundTrip;
import dev.postcar.schema.ScratchDatabase;
import dev.postcar.schema.ScratchOptions;
import dev.postcar.schema.ScratchRoles;
import dev.postcar.schema.SquashRehearsal;
import dev.postcar.source.AvailableMigration;
import dev.postcar.source.MigrationSelector;
import dev.postcar.source.Migrations;
import dev.postcar.source.Renumbering;
import dev.postcar.source.SourceRequest;
import dev.postcar.source.Squash;
import dev.postcar.source.SquashPlan;
import dev.postcar.source.StagedSources;
import dev.postcar.sql.Quote;
import dev.postcar.trace.TargetStats;
import dev.postcar.trace.TraceRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The table of contents: one method per operation.
 *
 * <p>An operation loads the migrations, compares them with what the database remembers, plans, and
 * does what is planned. It never exits and never prints. Tell it everything first, then call
 * operations; it may be used by one thread at a time, but {@link #interrupt} by any.
 */
public final class Postcar implements AutoCloseable {

  private final Connections connections;
  private final Options options;
  private final Interruption interruption;

  /** Classes of the caller's own class path stay what they are: found once, for all operations. */
  private Migrations migrations;

  private SourceRequest requested;

  /** The thread of a migrate that was begun and may still run. */
  private Thread beside;

  private Postcar(Connections connections) {
    this(connections, new Options(), new Interruption());
  }

  private Postcar(Connections connections, Options options, Interruption interruption) {
    this.connections = connections;
    this.options = options;
    this.interruption = interruption;
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
   * @param dataSource its connections must unwrap to the PostgreSQL driver's; they are given back
   *     in the role and with the settings that {@code reset all} gives
   * @return not yet connected
   */
  public static Postcar on(DataSource dataSource) {
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
    ConnectionSettings settings = settings(url, "url");
    return on(settings.jdbcUrl(), settings.driverProperties(), Duration.ZERO);
  }

  private static ConnectionSettings settings(String url, String origin) {
    Surroundings users =
        new Surroundings(
            Path.of(""),
            Map.of(),
            Path.of(System.getProperty("user.home")),
            System.getProperty("user.name"));
    return new SettingsLoader(users, label -> null).url(url, origin);
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

  /** Applies what is pending; see {@link #migrate(Target)}. */
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
    Migrations migrations = load();
    try (Operation operation = open()) {
      if (options.restoreFirst != null) {
        Restore.first(operation, options.restoreFirst, target.mode(), options.reporter);
      }
      MigrateResult result =
          migrated(
              operation.perform(
                  "migrate",
                  recorded -> plan(migrations, recorded, forward(operation, target)),
                  Postcar::migrated));
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
    if (beside != null && beside.isAlive()) {
      throw new IllegalStateException("the migrate before still runs: wait for it");
    }
    MigrateFuture future = new MigrateFuture(this);
    beside = future.begin(() -> migrate(target), interruption::forget);
    return future;
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
    Migrations migrations = load();
    try (Operation operation = open()) {
      return rolledBack(
          operation.perform(
              "rollback",
              recorded -> plan(migrations, recorded, (audit, warn) -> backward(audit, target)),
              Postcar::rolledBack));
    }
  }

  /**
   * Tells the state of every migration; writes nothing and takes no lock.
   *
   * @return the states
   * @throws PostcarException as its members say
   */
  public StatusResult status() {
    Migrations migrations = load();
    try (Operation operation = open()) {
      Audit audit = audit(migrations, migrations.known(), operation.read());
      return new StatusResult(
          operation.database(),
          options.namespace,
          audit.pending(),
          audit.entries().stream().map(AuditEntry::info).toList());
    }
  }

  /**
   * Waits until the database answers and nothing is pending or under way in it: looks about every
   * second, on a new connection each time. Writes nothing and takes no lock.
   *
   * @param limit how long at most; zero looks once
   * @return how long it took
   * @throws PostcarException.Connection if the database never answered, or turns us down
   * @throws PostcarException.Findings if something is still to be done when the time is up
   */
  public WaitResult await(Duration limit) {
    Migrations migrations = load();
    return new Waiting(limit, options.reporter)
        .until(
            () -> {
              try (Operation operation = open()) {
                Audit audit = audit(migrations, migrations.known(), operation.read());
                return new Waiting.Seen(
                    operation.database(),
                    audit.pending(),
                    audit.in(MigrationState.INTERRUPTED).size());
              }
            });
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
      for (AppliedMigration row : operation.read().rows()) {
        if (row.id().equals(meant) && row.state() != RowState.REVERTED) {
          throw new PostcarException.Refusal(
              "Refused: "
                  + meant
                  + " is not pending in "
                  + operation.database()
                  + ", which knows it by this name. Nothing was changed.");
        }
        taken.add(row.id());
      }
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
    return DependencyGraph.of(load().known());
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
      List<LogResult.LoggedEvent> events =
          new ArrayList<>(rows.stream().map(EventLog::event).toList());
      Collections.reverse(events);
      return new LogResult(operation.database(), List.copyOf(events));
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
    Migrations migrations = load();
    try (Operation operation = open()) {
      Recorded recorded = operation.read();
      Portrait portrait = new Portrait(operation, options, recorded);
      MigrationId meant = portrait.select(id, audit(migrations, migrations.known(), recorded));
      boolean there = migrations.known().stream().anyMatch(one -> one.id().equals(meant));
      List<AvailableMigration> known =
          there ? migrations.loaded(List.of(meant)) : migrations.known();
      return portrait.of(meant, audit(migrations, known, recorded));
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
    Migrations migrations = load();
    try (Operation operation = open()) {
      warnOfRestore(operation);
      return planned(operation, plan(migrations, operation.read(), forward(operation, target)));
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
    Migrations migrations = load();
    try (Operation operation = open()) {
      return planned(
          operation, plan(migrations, operation.read(), (audit, warn) -> backward(audit, target)));
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
    return record("accept", audit -> RecordPlanner.accept(audit, resolve(audit, id)));
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
                audit, Stream.of(ids).map(id -> resolve(audit, id)).collect(Collectors.toSet())));
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
        audit -> MarkPlanner.markPending(audit, upTo == null ? null : resolve(audit, upTo)));
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
    return record("skip", audit -> MarkPlanner.skip(audit, resolve(audit, id)));
  }

  /**
   * Goes on with an interrupted migration at the statement that is next.
   *
   * @param id any unambiguous form of its name
   * @return what was completed
   * @throws PostcarException as its members say
   */
  public RecordResult resume(String id) {
    return record("resume", audit -> RecordPlanner.resume(audit, resolve(audit, id)));
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
   * @throws PostcarException.Findings if there is anything to mend, with the {@link CheckResult}
   * @throws PostcarException.Configuration if there is no package, git, branch or lock file
   */
  public CheckResult check(Checks checks) {
    CheckResult result = Check.of(options.source(), options.order, options.outOfOrder, checks);
    if (!result.findings().isEmpty()) {
      String lines =
          result.findings().stream().map(Finding::toString).collect(Collectors.joining("\n"));
      throw new PostcarException.Findings(lines, result);
    }
    return result;
  }

  private void warnOfRestore(Operation operation) {
    if (options.restoreFirst != null && !operation.hasBookkeeping() && operation.isEmpty()) {
      String dump = options.restoreFirst.name();
      options.reporter.on(
          new Event.Warning(
              "the database is empty: migrate would restore "
                  + dump
                  + " first; the plan does not know what that contains"));
    }
  }

  /** Verifies all migrations; see {@link #verify(Verification)}. */
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
    Migrations migrations = load(false);
    List<AvailableMigration> order = order(migrations);
    int only = place(order, verification.only());
    int from = only < 0 ? Math.max(0, place(order, verification.from())) : only;
    int to = only < 0 ? order.size() : only + 1;
    List<VerifyResult.Verified> verified = onScratch(() -> verified(migrations, order, from, to));
    if (verified.size() < to - from) {
      options.reporter.on(new Event.Warning(notTried(to - from - verified.size())));
    }
    return new VerifyResult(verified).orFindings(verification.strict());
  }

  private List<VerifyResult.Verified> verified(
      Migrations migrations, List<AvailableMigration> order, int from, int to) {
    try (ScratchDatabase scratch = scratch(migrations);
        RoundTrip trip =
            new RoundTrip(
                scratch,
                () -> on(scratch, migrations),
                order,
                options.namespace,
                options.restoreFirst)) {
      return trip.run(from, to, i -> progress(order, i));
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
    Migrations migrations = load();
    try (Operation operation = open()) {
      LiveSchema live = LiveSchema.read(connections, operation::read, options.namespace);
      Rebuild rebuild = rebuild(migrations, operation, live.recorded());
      ScratchOptions like = scratchOptions(rebuild.texts()).runBy(rebuild.runners());
      CatalogSnapshot expected = onScratch(() -> built(like, rebuild, live));
      return new DriftResult(drift.between(expected, live.catalog())).orFindings();
    }
  }

  private CatalogSnapshot built(ScratchOptions like, Rebuild rebuild, LiveSchema live) {
    try (ScratchDatabase scratch = ScratchDatabase.open(like);
        Connections there = Connections.kept(scratch.jdbcUrl(), scratch.properties())) {
      restoreOn(there);
      rebuild.on(scratch, role -> openAs(role, there), options.searchPath);
      interruption.endIfRequested("Interrupted.");
      return live.like(scratch);
    }
  }

  private Rebuild rebuild(Migrations migrations, Operation operation, Recorded recorded) {
    List<Rebuilding.Part> parts =
        Rebuilding.parts(recorded, migrations.loaded(), operation::storedForward);
    return new Rebuild(operation, recorded, parts, new History(options.namespace), options.role);
  }

  /** What the migrations began on, if that was a dump. */
  private void restoreOn(Connections there) {
    if (options.restoreFirst != null) {
      try (Operation operation = openAs(options.role, there)) {
        Restore.of(operation, options.restoreFirst, options.onScratch().reporter);
      }
    }
  }

  private Operation openAs(String role, Connections there) {
    Options scratch = options.onScratch();
    scratch.role = role;
    return new Operation(there, scratch.run(), Version.text(), scratch.reporter, interruption);
  }

  /** What is made of several operations is interrupted as one, and leaves nothing. */
  private <T> T onScratch(Supplier<T> work) {
    interruption.begin();
    try {
      return work.get();
    } catch (PostcarException.Interrupted e) {
      throw new PostcarException.Interrupted(
          "Interrupted. The scratch database is gone; nothing else was touched.",
          interruption.signal(),
          e,
          null);
    } finally {
      interruption.end();
    }
  }

  private static String notTried(int count) {
    return "not tried, as they come after one that does not run: "
        + count
        + (count == 1 ? " migration" : " migrations");
  }

  private void progress(List<AvailableMigration> order, int index) {
    interruption.endIfRequested("Interrupted.");
    options.reporter.on(new Event.Progress(order.get(index).id(), index, order.size()));
  }

  /** All migrations as they run on an empty database. */
  private List<AvailableMigration> order(Migrations migrations) {
    Audit audit = audit(migrations, migrations.loaded(), Recorded.NOTHING);
    return Planner.forward(audit, Target.all(), OutOfOrder.RUN, warning -> {}).steps().stream()
        .filter(Step::isMigration)
        .map(Step::available)
        .toList();
  }

  private static int place(List<AvailableMigration> order, String id) {
    List<MigrationId> ids = order.stream().map(AvailableMigration::id).toList();
    return id == null ? -1 : ids.indexOf(MigrationSelector.select(id, ids));
  }

  private ScratchDatabase scratch(Migrations migrations) {
    return ScratchDatabase.open(scratchOptions(texts(migrations)));
  }

  private static List<String> texts(Migrations migrations) {
    return migrations.loaded().stream()
        .flatMap(one -> Stream.of(one.forwardSql(), one.rollbackSql()))
        .filter(Objects::nonNull)
        .toList();
  }

  /** For a scratch database that is like the target, if there is one, and has the role. */
  private ScratchOptions scratchOptions(List<String> texts) {
    Consumer<String> note = line -> options.reporter.on(new Event.Warning(line));
    return new ScratchOptions(
            options.scratch, 0, ScratchRoles.NONE, options.role, null, texts, note)
        .like(connections);
  }

  /** The same migrations on a scratch database. */
  private Postcar on(ScratchDatabase scratch, Migrations loaded) {
    return on(scratch, loaded, options.onScratch());
  }

  private Postcar on(ScratchDatabase scratch, Migrations loaded, Options options) {
    Postcar there =
        new Postcar(
            Connections.kept(scratch.jdbcUrl(), scratch.properties()), options, interruption);
    there.migrations = loaded;
    there.requested = there.options.source();
    return there;
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
    Migrations before = load(false);
    List<MigrationId> ids = before.known().stream().map(AvailableMigration::id).toList();
    MigrationId first = MigrationSelector.select(from, ids);
    MigrationId last = MigrationSelector.select(to, ids);
    Squash squash = SquashPlan.of(options.source(), before.loaded(), first, last, name);
    if (connections.lead()) {
      try (Operation operation = open()) {
        SquashGuard.refuse(audit(before, before.loaded(), operation.read()), squash.replaced());
      }
    }
    onScratch(() -> rehearsed(squash, before));
    squash.change().make();
    return new SquashResult(
        squash.id().toString(),
        squash.file().toString(),
        squash.replaced().stream().map(MigrationId::toString).toList(),
        squash.rollbackSql() != null,
        squash.irreversible().stream().map(MigrationId::toString).toList(),
        squash.rewritten().stream().map(Path::toString).toList());
  }

  private Squash rehearsed(Squash squash, Migrations before) {
    try (StagedSources staged = squash.change().stage()) {
      Options there = options.onScratch();
      there.sources = staged.roots();
      there.cache = null;
      Migrations after = staged.load(there.source());
      squash.check(after.loaded());
      List<MigrationId> order = order(after).stream().map(AvailableMigration::id).toList();
      try (ScratchDatabase scratch = scratch(before)) {
        new SquashRehearsal(scratch, squash, options.namespace)
            .run(() -> on(scratch, before), () -> on(scratch, after, there), order);
      }
      return squash;
    }
  }

  /** Traces what is pending; see {@link #trace(Tracing)}. */
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
    Migrations migrations = load(false);
    Audit audit = audit(migrations, migrations.loaded(), Recorded.NOTHING);
    Plan plan = Planner.forward(audit, Target.all(), OutOfOrder.RUN, warning -> {});
    Set<MigrationId> reported =
        tracing.all() || !connections.lead() ? Set.copyOf(plan.migrations()) : pending(migrations);
    if (reported.isEmpty()) {
      return new TraceResult(List.of(), List.of());
    }
    try (ScratchDatabase scratch = scratch(migrations);
        Connections there =
            Connections.to(scratch.jdbcUrl(), scratch.properties(), Duration.ZERO)) {
      List<Step> steps = plan.steps().stream().filter(Step::runs).toList();
      return TraceRun.run(there, options.run(), steps, reported, tracing.stats(), options.reporter)
          .orFindings(tracing.failOn());
    }
  }

  private Set<MigrationId> pending(Migrations migrations) {
    try (Operation operation = open()) {
      return audit(migrations, migrations.known(), operation.read()).entries().stream()
          .filter(entry -> entry.state().isPending())
          .map(AuditEntry::id)
          .collect(Collectors.toSet());
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
    return recordPlanned(name, operation -> (audit, warn) -> planner.apply(audit));
  }

  /** The same where no migration may be in the way of a migrate. */
  private RecordResult recordUnhindered(String name, Function<Audit, Plan> planner) {
    return recordPlanned(
        name,
        operation ->
            (audit, warn) -> {
              Obstacles.refuse(audit, operation::storedForward);
              return planner.apply(audit);
            });
  }

  private RecordResult recordPlanned(String name, Function<Operation, Planning> planning) {
    Migrations migrations = load();
    try (Operation operation = open()) {
      return recorded(
          operation.perform(
              name,
              recorded -> plan(migrations, recorded, planning.apply(operation)),
              Postcar::recorded));
    }
  }

  private Migrations load() {
    return load(true);
  }

  private Migrations load(boolean forItsDatabase) {
    SourceRequest request = options.source();
    if (migrations != null && request.equals(requested)) {
      return migrations;
    }
    if (forItsDatabase && Migrations.mayBeKnown(request)) {
      connections.openAhead();
    }
    Migrations found;
    try {
      found = Migrations.of(request);
    } catch (RuntimeException e) {
      connections.forgetAhead();
      throw e;
    }
    boolean fixed = request.sources().isEmpty() && request.classpath().isEmpty();
    requested = fixed ? request : null;
    migrations = fixed ? found : null;
    return found;
  }

  private Operation open() {
    return new Operation(
        connections, options.run(), Version.text(), options.reporter, interruption);
  }

  private Audit audit(
      Migrations migrations, List<AvailableMigration> available, Recorded recorded) {
    return Audit.of(available, options.packages, recorded, options.order)
        .withViews(migrations.views());
  }

  /** What makes a plan of what is and what was; it may have a word of warning. */
  @FunctionalInterface
  private interface Planning {
    Plan of(Audit audit, Consumer<String> warn);
  }

  /** Plans by the outline first: what has nothing to do need not be loaded. */
  private Plan plan(Migrations migrations, Recorded recorded, Planning planning) {
    List<AvailableMigration> needed = migrations.known();
    if (!migrations.areLoaded()) {
      try {
        Plan sketch = planning.of(audit(migrations, needed, recorded), warning -> {});
        if (sketch.isEmpty()) {
          return sketch;
        }
        needed = migrations.loaded(sketch.migrations());
      } catch (PostcarException e) {
        // Said again below, by what was loaded.
        needed = migrations.loaded();
      }
    }
    Consumer<String> warn = warning -> options.reporter.on(new Event.Warning(warning));
    Plan plan = planning.of(audit(migrations, needed, recorded), warn);
    // Only what was loaded may run: should it differ from what was known, all of it is.
    return plan.isLoaded()
        ? plan
        : planning.of(audit(migrations, migrations.loaded(), recorded), warn);
  }

  private Planning forward(Operation operation, Target target) {
    return (audit, warn) -> {
      Target resolved = resolve(audit, target);
      Obstacles.refuse(audit, operation::storedForward);
      return Planner.forward(audit, resolved, options.outOfOrder, warn);
    };
  }

  private static Plan backward(Audit audit, Target target) {
    return RollbackPlanner.plan(audit, resolve(audit, target));
  }

  private static Target resolve(Audit audit, Target target) {
    return target.id() == null
        ? target
        : new Target(
            target.kind(), resolve(audit, target.id()).toString(), target.steps(), target.mode());
  }

  private static MigrationId resolve(Audit audit, String id) {
    return MigrationSelector.select(id, audit.entries().stream().map(AuditEntry::id).toList());
  }

  private PlanResult planned(Operation operation, Plan plan) {
    return new PlanResult(
        operation.database(),
        plan.steps().stream()
            .filter(Step::isMigration)
            .map(
                step ->
                    new PlanResult.PlannedStep(
                        step.id().toString(),
                        step.direction(),
                        sql(operation, step),
                        step.storedSql(),
                        step.isSquash()))
            .toList(),
        plan.pendingBefore(),
        plan.steps().stream().flatMap(step -> step.viewChanges().stream()).toList());
  }

  private static String sql(Operation operation, Step step) {
    return step.storedSql() ? operation.storedRollback(step.row()) : step.ownSql();
  }

  private static MigrateResult migrated(Operation.Outcome outcome) {
    return new MigrateResult(
        outcome.database(),
        outcome.done(),
        outcome.pending(),
        outcome.durationMs(),
        outcome.views());
  }

  private static RollbackResult rolledBack(Operation.Outcome outcome) {
    return new RollbackResult(
        outcome.database(),
        outcome.done(),
        outcome.pending(),
        outcome.durationMs(),
        outcome.views());
  }

  private static RecordResult recorded(Operation.Outcome outcome) {
    return new RecordResult(
        outcome.database(), outcome.done(), outcome.pending(), outcome.durationMs());
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
    if (beside != null) {
      joinUninterruptibly(beside);
    }
    connections.close();
  }

  private static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The Java packages whose migrations these are, without their sub-packages.
   *
   * @param packages in the order in which they run
   * @return this
   */
  public Postcar packages(String... packages) {
    options.packages = List.of(packages);
    return this;
  }

  /**
   * Where compiled migrations are, beside the caller's class path.
   *
   * @param classpath directories and jars
   * @return this
   */
  public Postcar classpath(Path... classpath) {
    options.classpath = List.of(classpath);
    return this;
  }

  /**
   * Where sources of migrations are, to be compiled on the fly.
   *
   * @param sources roots of {@code .java} files
   * @return this
   */
  public Postcar sources(Path... sources) {
    options.sources = List.of(sources);
    return this;
  }

  /**
   * Where compiled sources are kept.
   *
   * @param directory made where it is missing; null for a temporary one
   * @return this
   */
  public Postcar cache(Path directory) {
    options.cache = directory;
    return this;
  }

  /**
   * Whose class path is scanned; by default that of the calling thread.
   *
   * @param classLoader not null
   * @return this
   */
  public Postcar classLoader(ClassLoader classLoader) {
    options.classLoader = classLoader;
    return this;
  }

  /**
   * The schema of postcar's own tables.
   *
   * @param namespace as it is, unquoted; {@code _postcar} by default
   * @return this
   * @throws PostcarException.Configuration if PostgreSQL would not take it as it is
   */
  public Postcar namespace(String namespace) {
    requireName("namespace", namespace);
    options.namespace = namespace;
    return this;
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
    return this;
  }

  /**
   * The search_path that each migration starts with.
   *
   * @param searchPath null (the default) for the database's
   * @return this
   */
  public Postcar searchPath(String searchPath) {
    options.searchPath = searchPath;
    return this;
  }

  /**
   * What {@link #migrate(Target)} restores first where the database is empty and has no
   * bookkeeping.
   *
   * @param dump null (the default) for nothing
   * @return this
   */
  public Postcar restoreFirst(Dump dump) {
    options.restoreFirst = dump;
    return this;
  }

  /**
   * How long a statement waits for a lock before the migration is tried again.
   *
   * @param timeout zero for no limit; 5 s by default
   * @return this
   */
  public Postcar lockTimeout(Duration timeout) {
    options.lockTimeout = timeout;
    return this;
  }

  /**
   * How long a statement may run.
   *
   * @param timeout zero (the default) for no limit
   * @return this
   */
  public Postcar statementTimeout(Duration timeout) {
    options.statementTimeout = timeout;
    return this;
  }

  /**
   * How long to wait for another runner.
   *
   * @param wait one minute by default
   * @return this
   */
  public Postcar lockWait(Duration wait) {
    options.lockWait = wait;
    return this;
  }

  /**
   * How long to try to reach the server again after the connection was lost, to find out how a
   * transaction ended.
   *
   * @param time one minute by default
   * @return this
   */
  public Postcar settling(Duration time) {
    options.settling = time;
    return this;
  }

  /**
   * How often a migration is tried again after a lock timeout, a deadlock or a serialization
   * failure (55P03, 40P01, 40001).
   *
   * @param retries 10 by default
   * @return this
   */
  public Postcar retries(int retries) {
    options.retries = retries;
    return this;
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
    return this;
  }

  /**
   * Says whether a connection pooler stands between.
   *
   * @param pooled found out by default
   * @return this
   */
  public Postcar pooled(Pooled pooled) {
    options.pooled = pooled;
    return this;
  }

  /**
   * What to do with a pending migration that is older than the newest applied one of its package.
   *
   * @param outOfOrder refuse by default
   * @return this
   */
  public Postcar outOfOrder(OutOfOrder outOfOrder) {
    options.outOfOrder = outOfOrder;
    return this;
  }

  /**
   * How packages stand to each other where no {@code requires} decides.
   *
   * @param order one after the other by default
   * @return this
   */
  public Postcar order(PackageOrder order) {
    options.order = order;
    return this;
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
    return this;
  }

  /**
   * What is done around the migrations of a run.
   *
   * @param hooks nothing by default
   * @return this
   */
  public Postcar hooks(Hooks hooks) {
    options.hooks = hooks;
    return this;
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
    return this;
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
    return this;
  }

  /**
   * Who is told what happens.
   *
   * @param reporter nobody by default
   * @return this
   */
  public Postcar reporter(Reporter reporter) {
    options.reporter = reporter;
    return this;
  }
}
