package dev.postcar.internal.operation;

import dev.postcar.HintLevel;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.catalog.CatalogDiff;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.trace.TraceRun;
import dev.postcar.result.SaferResult.Check;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import dev.postcar.result.VerifyResult.Difference;
import dev.postcar.result.VerifyResult.Outcome;
import dev.postcar.result.VerifyResult.Verified;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Whether several migrations may take the place of one, tried on a scratch database. */
final class SaferProof {

  private static final int SHOWN = 5;

  private final Scratch scratch;
  private final ScratchDatabase database;
  private final Migrations before;
  private final Migrations after;
  private final Config there;
  private final List<Check> checks = new ArrayList<>();

  /**
   * One that has not started.
   *
   * @param database an empty one
   * @param before the migrations as they are
   * @param after the same with the new ones
   * @param there how to load and run the new ones
   */
  SaferProof(
      Scratch scratch,
      ScratchDatabase database,
      Migrations before,
      Migrations after,
      Config there) {
    this.scratch = scratch;
    this.database = database;
    this.before = before;
    this.after = after;
    this.there = there;
  }

  /** All lines; those after one that could not run are left out. */
  List<Check> of(AvailableMigration original, List<MigrationId> parts) throws SQLException {
    try (OperationContext postcar = scratch.on(database, before)) {
      new MigrateOperation(postcar).run(Target.to(original.id().toString()));
    }
    SchemaPicture wanted = SchemaPicture.of(database, there.namespace());
    database.empty();
    List<AvailableMigration> order = new Planning(after, there).order();
    List<MigrationId> ids = order.stream().map(AvailableMigration::id).toList();
    int from = parts.stream().mapToInt(ids::indexOf).min().orElseThrow();
    int to = parts.stream().mapToInt(ids::indexOf).max().orElseThrow() + 1;
    if (verified(order, from, to, original.rollbackSql() == null)) {
      SchemaPicture found = SchemaPicture.of(database, there.namespace());
      catalog(wanted, found);
      valid(wanted, found);
      later(to < order.size());
      database.empty();
      trace(Set.copyOf(parts), to);
    }
    return checks;
  }

  private boolean verified(
      List<AvailableMigration> order, int from, int to, boolean mayBeIrreversible) {
    List<Verified> all = new ArrayList<>();
    try (RoundTrip trip =
        new RoundTrip(
            database,
            () -> scratch.on(database, after, there),
            order,
            there.namespace(),
            scratch.config().restoreFirst(),
            LiveRows.none())) {
      trip.run(from, to, 1, index -> scratch.endIfInterrupted(), all::add);
    }
    boolean ran = all.size() == to - from;
    List<String> faults = new ArrayList<>();
    for (Verified one : all) {
      boolean irreversible = one.result() == Outcome.IRREVERSIBLE;
      ran &= one.result() != Outcome.FAILED || !phase(one).equals("forward");
      if (irreversible && !mayBeIrreversible) {
        faults.add(name(one) + " has no rollback, and the original has one");
      } else if (!irreversible
          && one.result() != Outcome.OK
          && one.result() != Outcome.CREATION_TIME) {
        faults.add(name(one) + ", " + shown(one.differences()));
      }
    }
    checks.add(
        new Check(
            "verify",
            faults.isEmpty() && ran,
            faults.isEmpty()
                ? "forward, back and forward again: " + all.size() + " of " + (to - from)
                : String.join("; ", faults)));
    return ran;
  }

  private static String name(Verified one) {
    return one.id().substring(one.id().lastIndexOf('.') + 1);
  }

  private static String phase(Verified one) {
    return one.differences().get(0).phase();
  }

  private static String shown(List<Difference> differences) {
    return differences.stream()
        .limit(SHOWN)
        .map(one -> one.phase() + ": " + shown(one.object(), one.before(), one.after()))
        .collect(Collectors.joining("; "));
  }

  private static String shown(String object, String was, String is) {
    return "%s: %s → %s".formatted(object, was, is);
  }

  /** The place of a column is no fault: a column cannot be moved. */
  private void catalog(SchemaPicture wanted, SchemaPicture found) {
    CatalogDiff diff = CatalogDiff.between(wanted.catalog(), found.catalog());
    String differences =
        diff.differences().stream()
            .limit(SHOWN)
            .map(one -> shown(one.object(), one.before(), one.after()))
            .collect(Collectors.joining("; "));
    String order =
        diff.columnOrder().stream()
            .map(one -> shown(one.object(), one.before(), one.after()))
            .collect(Collectors.joining("; "));
    checks.add(
        new Check(
            "same catalog",
            differences.isEmpty(),
            !differences.isEmpty()
                ? differences
                : order.isEmpty()
                    ? wanted.catalog().objects().size() + " objects"
                    : "but for the " + order));
  }

  private void valid(SchemaPicture wanted, SchemaPicture found) {
    Set<String> open = new TreeSet<>(found.open());
    open.removeAll(wanted.open());
    checks.add(
        new Check(
            "constraints and indexes valid",
            open.isEmpty(),
            open.isEmpty() ? "all" : "not valid: " + String.join(", ", open)));
  }

  private void later(boolean any) {
    if (!any) {
      return;
    }
    try (OperationContext postcar = scratch.on(database, after, there)) {
      new MigrateOperation(postcar).run(Target.usual());
      checks.add(new Check("later migrations run", true, "all"));
    } catch (PostcarException.MigrationFailed e) {
      String line = e.commandLineMessage().lines().findFirst().orElse("");
      checks.add(new Check("later migrations run", false, line));
    }
  }

  private void trace(Set<MigrationId> parts, int to) {
    List<Step> steps = new ArrayList<>();
    for (Step step : new Planning(after, there).onEmptyDatabase().steps()) {
      if (step.runs() && steps.size() < to) {
        steps.add(step);
      }
    }
    TraceResult result;
    try (Connections connections =
        Connections.to(database.jdbcUrl(), database.properties(), Duration.ZERO)) {
      result = TraceRun.run(connections, there, steps, parts, TableStats.UNKNOWN, there.reporter());
    }
    String dangers =
        result.hints().stream()
            .filter(hint -> hint.level() == HintLevel.DANGER)
            .map(hint -> hint.id() + " in " + hint.migration() + ": " + hint.message())
            .collect(Collectors.joining("; "));
    checks.add(
        new Check(
            "no danger in trace",
            dangers.isEmpty(),
            dangers.isEmpty() ? result.hints().size() + " hints of lower levels" : dangers));
  }
}
