package dev.postcar.internal.report;

import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.Target;
import dev.postcar.result.FleetResult;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.RollbackResult;
import dev.postcar.result.ViewChange;

/** Events that have happened, each as a line: on a terminal and in a log. */
record EventLine(AnsiStyle ink) {

  /**
   * The line.
   *
   * @param dryRun whether nothing is kept in the end
   * @return null for what is only worth to be shown while it lasts
   */
  String of(Event event, boolean dryRun) {
    if (event instanceof Event.Warning warning) {
      return ink.notable("warning: ") + indented(warning.text());
    } else if (event instanceof Event.Notice notice) {
      return notice.level().equals("WARNING")
          ? ink.notable("warning: ") + of(notice.id()) + indented(notice.text())
          : "  " + of(notice.id()) + notice.level() + ": " + indented(notice.text());
    } else if (event instanceof Event.Retrying retrying) {
      return ink.notable("retry: ") + indented(retryText(retrying));
    } else if (event instanceof Event.MigrationFinished finished) {
      return ink.good(verb(finished, dryRun))
          + " "
          + finished.id()
          + ink.faint(" (" + Times.text(finished.durationMs()) + ")");
    } else if (event instanceof Event.ViewChanged changed) {
      return ink.good(verb(changed, dryRun)) + " view " + changed.change().id();
    } else if (event instanceof Event.Restored restored) {
      return ink.good("restored") + " " + restoredText(restored);
    } else if (event instanceof Event.Said said) {
      return "  " + indented(said.text());
    } else if (event instanceof Event.WaitingForLock waiting) {
      return "waiting for the runner lock: " + indented(waiting.holder());
    } else if (event instanceof Event.BookkeepingUpgraded upgraded) {
      return upgraded.from().equals("0.0")
          ? "created the bookkeeping in schema " + upgraded.namespace()
          : "upgraded the bookkeeping from " + upgraded.from() + " to " + upgraded.to();
    }
    return null;
  }

  /** What has become of a target of a fleet. */
  static String of(Event.TargetFinished finished) {
    FleetResult.Failure failure = finished.target().failure();
    String why = failure == null ? "" : ": " + failure.message().lines().findFirst().orElse("");
    return finished.target().state().text() + " " + finished.target().name() + why;
  }

  /** The last line of a run; null where another operation says more in its result. */
  static String summary(Event.Finished finished) {
    Target.Mode mode = finished.mode();
    return finished.result() instanceof MigrateResult result
        ? DoneText.of(result, mode)
        : finished.result() instanceof RollbackResult result ? DoneText.of(result, mode) : null;
  }

  /** Text of others never begins a line. */
  private static String indented(String text) {
    return text.replace("\n", "\n  ");
  }

  private static String of(MigrationId id) {
    return id == null ? "" : id.name() + ": ";
  }

  /** Applied is only what is committed. */
  private static String verb(Event.MigrationFinished finished, boolean dryRun) {
    boolean forward = finished.direction() == Direction.FORWARD;
    if (finished.committed()) {
      return forward ? "applied" : "rolled back";
    } else if (dryRun) {
      return forward ? "would apply" : "would roll back";
    }
    return forward ? "ran" : "ran the rollback of";
  }

  private static String verb(Event.ViewChanged changed, boolean dryRun) {
    ViewChange.Outcome outcome = changed.change().outcome();
    if (!dryRun) {
      return outcome.text();
    }
    return switch (outcome) {
      case CREATED -> "would create";
      case RECREATED -> "would recreate";
      case DROPPED -> "would drop";
    };
  }

  private static String retryText(Event.Retrying retrying) {
    return "%s, attempt %s of %s failed: %s (SQLSTATE %s)"
        .formatted(
            retrying.id(),
            retrying.attempt(),
            retrying.attempts(),
            retrying.reason(),
            retrying.sqlState());
  }

  private String restoredText(Event.Restored restored) {
    return restored.dump()
        + ink.faint(
            " (%s statements, %s rows, %s)"
                .formatted(
                    restored.statements(), restored.rows(), Times.text(restored.durationMs())));
  }
}
