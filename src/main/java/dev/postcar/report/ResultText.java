package dev.postcar.report;

import dev.postcar.CheckResult;
import dev.postcar.Direction;
import dev.postcar.Done;
import dev.postcar.DriftResult;
import dev.postcar.Finding;
import dev.postcar.MigrateResult;
import dev.postcar.MigrationState;
import dev.postcar.PlanResult;
import dev.postcar.RecordResult;
import dev.postcar.RestoreResult;
import dev.postcar.RollbackResult;
import dev.postcar.SquashResult;
import dev.postcar.StatusResult;
import dev.postcar.Target;
import dev.postcar.VerifyResult;
import dev.postcar.ViewChange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Results as a person reads them.
 *
 * @param ink colours or none
 */
public record ResultText(Ink ink) {

  /**
   * What a migrate did.
   *
   * @param result the result
   * @param mode in which transactions
   * @return one line
   */
  public String of(MigrateResult result, Target.Mode mode) {
    if (result.applied().isEmpty() && result.views().isEmpty()) {
      return "Nothing to do in "
          + result.database()
          + (result.pending() > 0 ? ": " + result.pending() + " pending beyond the target." : ".");
    }
    String what = what("applied", result.applied(), result.views());
    return summary(what, result.database(), result.durationMs(), mode)
        + left(result.pending())
        + beside(result.applied(), result.views());
  }

  /**
   * What a rollback did.
   *
   * @param result the result
   * @param mode in which transactions
   * @return one line
   */
  public String of(RollbackResult result, Target.Mode mode) {
    if (result.rolledBack().isEmpty() && result.views().isEmpty()) {
      return "Nothing to roll back in " + result.database() + ".";
    }
    String what = what("rolled back", result.rolledBack(), result.views());
    return summary(what, result.database(), result.durationMs(), mode)
        + left(result.pending())
        + beside(result.rolledBack(), result.views());
  }

  private static String what(String verb, List<Done> done, List<ViewChange> views) {
    return done.isEmpty()
        ? "changed " + count(views.size(), "view")
        : verb + " " + count(done.size(), "migration");
  }

  private static String beside(List<Done> done, List<ViewChange> views) {
    return done.isEmpty() || views.isEmpty() ? "" : " " + count(views.size(), "view") + " changed.";
  }

  private static String summary(String what, String database, long millis, Target.Mode mode) {
    return (mode == Target.Mode.DRY_RUN ? "Dry run: would have " + what : capital(what))
        + " in "
        + database
        + (mode == Target.Mode.DRY_RUN ? "; nothing was kept" : "")
        + " ("
        + Times.text(millis)
        + ").";
  }

  private static String left(int pending) {
    return pending == 0 ? "" : " " + pending + " pending.";
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /**
   * What was recorded.
   *
   * @param result the result
   * @param verb such as {@code Accepted}
   * @return one line each
   */
  public String of(RecordResult result, String verb) {
    if (result.recorded().isEmpty()) {
      return "Nothing to record in " + result.database() + ".";
    }
    StringBuilder text = new StringBuilder();
    for (Done done : result.recorded()) {
      text.append(text.isEmpty() ? "" : "\n").append(verb).append(' ').append(done.id());
    }
    return text.append('.').toString();
  }

  /**
   * What a restore did.
   *
   * @param result the result
   * @return one line
   */
  public String of(RestoreResult result) {
    return "Restored "
        + Ink.tame(result.dump())
        + " into "
        + result.database()
        + ": "
        + count(result.statements(), "statement")
        + ", "
        + count(result.rows(), "row")
        + ", "
        + Sizes.text(result.bytes())
        + " of SQL ("
        + Times.text(result.durationMs())
        + ").";
  }

  /**
   * What a check found.
   *
   * @param result the result
   * @return a line each, and a last one with the counts
   */
  public String of(CheckResult result) {
    StringBuilder text = new StringBuilder();
    for (Finding finding : result.findings()) {
      text.append(ink.bad("wrong: ")).append(Ink.tame(finding.toString())).append('\n');
    }
    for (Finding hint : result.hints()) {
      text.append(ink.notable("hint: ")).append(Ink.tame(hint.toString())).append('\n');
    }
    boolean loaded = result.migrations() > 0;
    return text.append(
            loaded
                ? "Checked " + count(result.migrations(), "migration")
                : "Nothing more was checked")
        .append(": ")
        .append(
            result.findings().isEmpty()
                ? "nothing is wrong"
                : count(result.findings().size(), "thing") + " to mend")
        .append(result.hints().isEmpty() ? "" : ", " + count(result.hints().size(), "hint"))
        .append(result.written() ? "; the lock file was written." : ".")
        .toString();
  }

  /**
   * What would be done.
   *
   * @param result the plan
   * @param withSql whether to print the SQL as well
   * @return one line each
   */
  public String of(PlanResult result, boolean withSql) {
    if (result.plan().isEmpty() && result.views().isEmpty()) {
      return "Nothing to do in " + result.database() + ".";
    }
    StringBuilder text = new StringBuilder();
    for (PlanResult.PlannedStep step : result.plan()) {
      text.append(verb(step))
          .append(step.id())
          .append(step.stored() ? " (by its stored SQL)" : "")
          .append('\n');
      if (withSql && step.sql() != null) {
        text.append(Ink.tame(step.sql().strip()).indent(4));
      }
      views(text, result.views(), step.id());
    }
    views(text, result.views(), null);
    String migrations =
        result.plan().isEmpty() ? "" : count(result.plan().size(), "migration") + " to run";
    String views =
        result.views().isEmpty() ? "" : count(result.views().size(), "view") + " to change";
    return text.append(migrations)
        .append(migrations.isEmpty() || views.isEmpty() ? "" : " and ")
        .append(views)
        .append(" in ")
        .append(result.database())
        .append("; nothing was changed.")
        .toString();
  }

  private static void views(StringBuilder text, List<ViewChange> changes, String with) {
    for (ViewChange change : changes) {
      if (Objects.equals(change.with(), with)) {
        String verb =
            switch (change.outcome()) {
              case CREATED -> "would create view ";
              case RECREATED -> "would recreate view ";
              case DROPPED -> "would drop view ";
            };
        text.append(with == null ? "" : "  ").append(verb).append(change.id()).append('\n');
      }
    }
  }

  private static String verb(PlanResult.PlannedStep step) {
    return step.recorded()
        ? "would record "
        : step.direction() == Direction.FORWARD ? "would apply " : "would roll back ";
  }

  /**
   * What a squash wrote.
   *
   * @param result the result
   * @return a line for the new file, and one for each thing to know of it
   */
  public String of(SquashResult result) {
    StringBuilder text = new StringBuilder();
    text.append("Wrote ")
        .append(result.file())
        .append(" in place of ")
        .append(count(result.replaced().size(), "migration"))
        .append(", ")
        .append(result.replaced().get(0))
        .append(" to ")
        .append(result.replaced().get(result.replaced().size() - 1))
        .append('.');
    result
        .rewritten()
        .forEach(
            file -> text.append("\nChanged ").append(file).append(", which named one of them."));
    if (!result.reversible()) {
      text.append("\nIt is irreversible, as there is no rollback in ")
          .append(String.join(", ", result.irreversible()))
          .append('.');
    }
    return text.append("\nDatabases that have them all record it; bring the others up to ")
        .append(result.replaced().get(result.replaced().size() - 1))
        .append(" before they meet it.")
        .toString();
  }

  /**
   * Every migration with its state.
   *
   * @param result the states
   * @return a table, and a last line with the count
   */
  public String of(StatusResult result) {
    int width = result.migrations().stream().mapToInt(info -> info.id().length()).max().orElse(0);
    int states =
        result.migrations().stream().mapToInt(info -> info.state().text().length()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    for (StatusResult.MigrationInfo info : result.migrations()) {
      String state =
          String.format(Locale.ROOT, "%-" + Math.max(12, states + 1) + "s", info.state().text());
      String id = String.format(Locale.ROOT, "%-" + width + "s", info.id());
      String when =
          info.appliedAt() == null
              ? ""
              : "  "
                  + Times.moment(info.appliedAt())
                  + ink.faint("  " + Times.text(info.durationMs()));
      text.append((paint(info.state(), state) + id + when).stripTrailing()).append('\n');
    }
    return text.append(count(result.migrations().size(), "migration"))
        .append(" in ")
        .append(result.database())
        .append(", ")
        .append(result.pending())
        .append(" pending.")
        .toString();
  }

  /**
   * What a verify found.
   *
   * @param result what came of each migration
   * @param all whether to list those too that are as they should be
   * @return a line a migration, its differences below, and a last line with the counts
   */
  public String of(VerifyResult result, boolean all) {
    StringBuilder text = new StringBuilder();
    DifferenceText differences = new DifferenceText(ink, 27, "before", "after");
    for (VerifyResult.Verified one : result.migrations()) {
      if (all || one.result() != VerifyResult.Outcome.OK) {
        String outcome = one.result().name().toLowerCase(Locale.ROOT);
        text.append(paint(one.result(), String.format(Locale.ROOT, "%-14s", outcome)))
            .append(one.id())
            .append('\n');
      }
      for (VerifyResult.Difference difference : one.differences()) {
        text.append(
            differences.of(
                verb(difference), object(difference), difference.before(), difference.after()));
      }
    }
    return text.append(count(result.migrations().size(), "migration"))
        .append(" verified: ")
        .append(counts(result))
        .append('.')
        .toString();
  }

  /**
   * How the live schema differs from what the migrations build.
   *
   * @param result the differences
   * @return a line an object, its definitions below where both have it, and a last line
   */
  public String of(DriftResult result) {
    if (result.differences().isEmpty()) {
      return "The schema is as the applied migrations build it.";
    }
    StringBuilder text = new StringBuilder();
    DifferenceText differences = new DifferenceText(ink, 8, "expected", "live");
    for (DriftResult.Difference one : result.differences()) {
      String verb = one.before() == null ? "extra" : one.after() == null ? "missing" : "differs";
      text.append(differences.of(verb, one.object(), one.before(), one.after()));
    }
    return text.append(count(result.differences().size(), "object"))
        .append(result.differences().size() == 1 ? " differs" : " differ")
        .append(" from what the applied migrations build.")
        .toString();
  }

  private static String verb(VerifyResult.Difference difference) {
    if (difference.object().equals("error")) {
      return difference.phase() + ":";
    }
    String verb =
        difference.before() == null ? "leaves" : difference.after() == null ? "loses" : "changes";
    return difference.phase() + " " + verb;
  }

  private static String object(VerifyResult.Difference difference) {
    return difference.object().equals("error") ? difference.after() : difference.object();
  }

  private static String counts(VerifyResult result) {
    return Arrays.stream(VerifyResult.Outcome.values())
        .filter(outcome -> result.count(outcome) > 0)
        .map(outcome -> result.count(outcome) + " " + outcome.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  private String paint(VerifyResult.Outcome outcome, String text) {
    return switch (outcome) {
      case OK -> ink.good(text);
      case IRREVERSIBLE -> ink.notable(text);
      case DIFFERS, FAILED -> ink.bad(text);
    };
  }

  private String paint(MigrationState state, String text) {
    return switch (state) {
      case APPLIED, SKIPPED -> ink.good(text);
      case PENDING, REVERTED -> text;
      case OUT_OF_ORDER -> ink.notable(text);
      case INTERRUPTED, MISSING, CHANGED -> ink.bad(text);
    };
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
