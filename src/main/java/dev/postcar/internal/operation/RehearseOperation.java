package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.rehearse.RehearseRun;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.source.MigrationSelector;
import dev.postcar.options.RehearseOptions;
import dev.postcar.result.RehearseResult;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * {@code rehearse}: runs pending migrations under traffic, on a database that is not the real one.
 */
public final class RehearseOperation {

  private final OperationContext context;
  private final Planning planning;
  private final Scratch scratch;
  private final RehearseOptions options;
  private final List<Step> all;

  private RehearseOperation(OperationContext context, Planning planning, RehearseOptions options) {
    this.context = context;
    this.planning = planning;
    this.scratch = context.scratch();
    this.options = options;
    this.all = planning.onEmptyDatabase().steps().stream().filter(Step::runs).toList();
  }

  /** Rehearses. */
  public static RehearseResult run(OperationContext context, RehearseOptions options) {
    try (Planning planning = context.load()) {
      RehearseOperation operation = new RehearseOperation(context, planning, options);
      RehearseResult result =
          options.data().database() != null
              ? operation.scratch.asOne(
                  "The clone may have changed, and its history does not say so: drop it.",
                  operation::onClone)
              : operation.scratch.asOne(
                  options.data().dump() != null ? operation::onDump : operation::onMadeUpRows);
      return result.orFindings(options.failOn());
    }
  }

  private RehearseResult onMadeUpRows() {
    if (options.from() == null && !context.connections().hasDatabase()) {
      throw new PostcarException.Configuration(
          "No database is configured, so it is not known which migrations are pending. Next: name"
              + " the first migration to rehearse: postcar rehearse ID.");
    }
    ScratchRehearsal rehearsal = options.from() == null ? pending() : from(one -> true);
    if (rehearsal.measured().isEmpty()) {
      return nothing(rehearsal);
    }
    try (ScratchDatabase database = scratch.open(planning.migrations())) {
      return rehearsal.run(database, scratch::restoreConfigured);
    }
  }

  /** A dump has the rows, and the history that says what is pending. */
  private RehearseResult onDump() {
    try (ScratchDatabase database = scratch.open(planning.migrations())) {
      restoreDump(database);
      Recorded recorded;
      try (OperationContext there = scratch.on(database, planning.migrations());
          OpenDatabase open = there.open()) {
        recorded = open.read();
      }
      ScratchRehearsal rehearsal = afterDump(recorded);
      if (rehearsal.measured().isEmpty()) {
        return nothing(rehearsal);
      }
      database.empty();
      return rehearsal.run(database, this::restoreDump);
    }
  }

  private void restoreDump(ScratchDatabase database) {
    try (OperationContext there = scratch.on(database, planning.migrations())) {
      RestoreOperation.run(there, options.data().dump());
    }
  }

  private ScratchRehearsal afterDump(Recorded recorded) {
    boolean history = !recorded.rows().isEmpty();
    Set<MigrationId> left = planning.pending(recorded);
    if (options.from() != null) {
      return from(step -> history && left.contains(step.id()));
    }
    if (history || !context.connections().hasDatabase()) {
      String which = history ? "pending in the dump" : "all, as the dump has no history";
      return selected(List.of(), steps(step -> left.contains(step.id())), which);
    }
    ScratchRehearsal pending = pending();
    return selected(List.of(), pending.measured(), pending.selected());
  }

  /** Those of the configured database; what it has is built before. */
  private ScratchRehearsal pending() {
    try (OpenDatabase database = context.open()) {
      Set<MigrationId> left = planning.pending(database.read());
      return selected(
          steps(step -> !left.contains(step.id())),
          steps(step -> left.contains(step.id())),
          "pending in " + database.database());
    }
  }

  /** One and all after it; what comes before is built before, where it is needed. */
  private ScratchRehearsal from(Predicate<Step> needed) {
    List<MigrationId> ids = all.stream().map(Step::id).toList();
    int first = ids.indexOf(MigrationSelector.select(options.from(), ids));
    return selected(
        all.subList(0, first).stream().filter(needed).toList(),
        all.subList(first, all.size()),
        "from " + ids.get(first) + " on");
  }

  private RehearseResult onClone() {
    List<Step> asked = options.from() == null ? all : from(one -> true).measured();
    return new CloneRehearsal(context, planning, all, asked, options).run();
  }

  private List<Step> steps(Predicate<Step> some) {
    return all.stream().filter(some).toList();
  }

  private ScratchRehearsal selected(List<Step> base, List<Step> measured, String which) {
    return new ScratchRehearsal(scratch, base, measured, which, options);
  }

  static RehearseResult nothing(ScratchRehearsal rehearsal) {
    String which = rehearsal.selected();
    return RehearseRun.nothing(
        which, List.of("no migration is " + which + ": nothing to rehearse"));
  }
}
