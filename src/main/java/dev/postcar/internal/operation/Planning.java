package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.OutOfOrder;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Audit;
import dev.postcar.internal.plan.AuditEntry;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Planner;
import dev.postcar.internal.plan.Preconditions;
import dev.postcar.internal.plan.RollbackPlanner;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.MigrationSelector;
import dev.postcar.internal.source.Migrations;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares the migrations with what a database remembers, and plans by that. */
final class Planning implements AutoCloseable {

  private final Migrations migrations;
  private final Config config;

  Planning(Migrations migrations, Config config) {
    this.migrations = migrations;
    this.config = config;
  }

  Migrations migrations() {
    return migrations;
  }

  /** What makes a plan of what is and what was; it may have a word of warning. */
  @FunctionalInterface
  public interface Intent {
    Plan of(Audit audit, Consumer<String> warn);
  }

  /** Compares by the outline: no class is loaded. */
  public Audit audit(Recorded recorded) {
    return audit(migrations.known(), recorded);
  }

  /** Compares; of these the class of one is loaded, if there is one. */
  public Audit audit(Recorded recorded, MigrationId loaded) {
    boolean there = migrations.known().stream().anyMatch(one -> one.id().equals(loaded));
    return audit(there ? migrations.loaded(List.of(loaded)) : migrations.known(), recorded);
  }

  public Audit audit(List<AvailableMigration> available, Recorded recorded) {
    return Audit.of(available, config.packages(), recorded, config.order())
        .withViews(migrations.views());
  }

  /** Plans by the outline first: what has nothing to do need not be loaded. */
  public Plan plan(Recorded recorded, Intent intent) {
    List<AvailableMigration> needed = migrations.known();
    if (!migrations.areLoaded()) {
      try {
        Plan sketch = intent.of(audit(needed, recorded), warning -> {});
        if (sketch.isEmpty()) {
          return sketch;
        }
        needed = migrations.loaded(sketch.migrations());
      } catch (PostcarException e) {
        // Said again below, by what was loaded.
        needed = migrations.loaded();
      }
    }
    Consumer<String> warn = warning -> config.reporter().on(new Event.Warning(warning));
    Plan plan = intent.of(audit(needed, recorded), warn);
    // Only what was loaded may run: should it differ from what was known, all of it is.
    return plan.isLoaded() ? plan : intent.of(audit(migrations.loaded(), recorded), warn);
  }

  public Intent forward(OpenDatabase operation, Target target) {
    return (audit, warn) -> {
      Target resolved = resolve(audit, target);
      Preconditions.refuse(audit, operation::storedForward);
      return Planner.forward(audit, resolved, config.outOfOrder(), warn);
    };
  }

  public static Intent backward(Target target) {
    return (audit, warn) -> RollbackPlanner.plan(audit, resolve(audit, target));
  }

  /** Where no migration may be in the way of a migrate. */
  public static Intent unhindered(OpenDatabase operation, Function<Audit, Plan> planner) {
    return (audit, warn) -> {
      Preconditions.refuse(audit, operation::storedForward);
      return planner.apply(audit);
    };
  }

  /** All migrations as they run on an empty database. */
  public Plan onEmptyDatabase() {
    Audit audit = audit(migrations.loaded(), Recorded.NOTHING);
    return Planner.forward(audit, Target.all(), OutOfOrder.RUN, warning -> {});
  }

  /** The same without steps of views alone, which are no migrations. */
  List<AvailableMigration> order() {
    return onEmptyDatabase().steps().stream()
        .filter(Step::isMigration)
        .map(Step::available)
        .toList();
  }

  public Set<MigrationId> pending(Recorded recorded) {
    return audit(recorded).entries().stream()
        .filter(entry -> entry.state().isPending())
        .map(AuditEntry::id)
        .collect(Collectors.toSet());
  }

  public static MigrationId resolve(Audit audit, String id) {
    return MigrationSelector.select(id, audit.entries().stream().map(AuditEntry::id).toList());
  }

  private static Target resolve(Audit audit, Target target) {
    return target.id() == null
        ? target
        : new Target(
            target.kind(), resolve(audit, target.id()).toString(), target.steps(), target.mode());
  }

  @Override
  public void close() {
    migrations.close();
  }
}
