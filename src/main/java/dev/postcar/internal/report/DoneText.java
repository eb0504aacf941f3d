package dev.postcar.internal.report;

import dev.postcar.Target;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.RecordResult;
import dev.postcar.result.RestoreResult;
import dev.postcar.result.RollbackResult;
import dev.postcar.result.ViewChange;
import java.util.List;

/** What a migrate, a rollback, a recording or a restore did, as a person reads it. */
public final class DoneText {

  private DoneText() {}

  /** What a migrate did. */
  public static String of(MigrateResult result, Target.Mode mode) {
    if (result.applied().isEmpty() && result.views().isEmpty()) {
      return "Nothing to do in "
          + result.database()
          + (result.pending() > 0 ? ": " + result.pending() + " pending beyond the target." : ".");
    }
    String what = what("applied", result.applied(), result.views());
    return summary(what, result.database(), result.durationMs(), mode)
        + left(result.pending())
        + andViews(result.applied(), result.views());
  }

  /** What a rollback did. */
  public static String of(RollbackResult result, Target.Mode mode) {
    if (result.rolledBack().isEmpty() && result.views().isEmpty()) {
      return "Nothing to roll back in " + result.database() + ".";
    }
    String what = what("rolled back", result.rolledBack(), result.views());
    return summary(what, result.database(), result.durationMs(), mode)
        + left(result.pending())
        + andViews(result.rolledBack(), result.views());
  }

  private static String what(String verb, List<MigrationResult> done, List<ViewChange> views) {
    return done.isEmpty()
        ? "changed " + Counts.text(views.size(), "view")
        : verb + " " + Counts.text(done.size(), "migration");
  }

  private static String andViews(List<MigrationResult> done, List<ViewChange> views) {
    return done.isEmpty() || views.isEmpty()
        ? ""
        : " " + Counts.text(views.size(), "view") + " changed.";
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
   * @param verb such as {@code Accepted}
   */
  public static String of(RecordResult result, String verb) {
    if (result.recorded().isEmpty()) {
      return "Nothing to record in " + result.database() + ".";
    }
    StringBuilder text = new StringBuilder();
    for (MigrationResult done : result.recorded()) {
      text.append(text.isEmpty() ? "" : "\n").append(verb).append(' ').append(done.id());
    }
    return text.append('.').toString();
  }

  /** What a restore did. */
  public static String of(RestoreResult result) {
    return "Restored %s into %s: %s, %s, %s of SQL (%s)."
        .formatted(
            result.dump(),
            result.database(),
            Counts.text(result.statements(), "statement"),
            Counts.text(result.rows(), "row"),
            Sizes.text(result.bytes()),
            Times.text(result.durationMs()));
  }
}
