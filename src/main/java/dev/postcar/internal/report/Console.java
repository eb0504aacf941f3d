package dev.postcar.internal.report;

import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.result.ViewChange;
import java.io.PrintStream;

/** Shows a person what happens, line by line. */
public final class Console implements Reporter {

  private final PrintStream err;
  private final AnsiStyle ink;
  private final boolean quiet;
  private final boolean verbose;
  private final boolean terminal;
  private final Target.Mode mode;
  private String holder = "";
  private boolean lineOpen;

  /**
   * Writes to a stream.
   *
   * @param quiet only warnings
   * @param terminal whether a line can be written over
   */
  public Console(
      PrintStream err,
      AnsiStyle ink,
      boolean quiet,
      boolean verbose,
      boolean terminal,
      Target.Mode mode) {
    this.err = err;
    this.ink = ink;
    this.quiet = quiet;
    this.verbose = verbose;
    this.terminal = terminal;
    this.mode = mode;
  }

  @Override
  public synchronized void on(Event event) {
    if (event instanceof Event.Warning warning) {
      line(ink.notable("warning: ") + indented(warning.text()));
    } else if (event instanceof Event.Notice notice && notice.level().equals("WARNING")) {
      line(ink.notable("warning: ") + of(notice.id()) + indented(notice.text()));
    } else if (event instanceof Event.Retrying retrying) {
      line(ink.notable("retry: ") + retryText(retrying));
    } else if (!quiet) {
      progress(event);
    }
  }

  /** Text of others never begins a line. */
  private static String indented(String text) {
    return text.replace("\n", "\n  ");
  }

  private void progress(Event event) {
    if (event instanceof Event.MigrationStarted started) {
      started(started);
    } else if (event instanceof Event.MigrationFinished finished) {
      line(
          ink.good(verb(finished.direction() == Direction.FORWARD))
              + " "
              + finished.id()
              + ink.faint(" (" + Times.text(finished.durationMs()) + ")"));
    } else if (event instanceof Event.ViewChanged changed) {
      line(ink.good(verb(changed.change().outcome())) + " view " + changed.change().id());
    } else if (event instanceof Event.Progress progress) {
      progressLine(progress);
    } else if (event instanceof Event.Running running) {
      running(running);
    } else if (event instanceof Event.RestoreProgress progress) {
      overwrite(progress.dump() + ": " + Sizes.of(progress.bytes(), progress.total()));
    } else if (event instanceof Event.Restored restored) {
      line(ink.good("restored") + " " + restoredText(restored));
    } else if (event instanceof Event.Said said) {
      line("  " + indented(said.text()));
    } else if (event instanceof Event.Notice notice) {
      line("  " + of(notice.id()) + notice.level() + ": " + indented(notice.text()));
    } else if (event instanceof Event.WaitingForLock waiting) {
      line("waiting for the runner lock: " + waiting.holder());
    } else if (event instanceof Event.BookkeepingUpgraded upgraded) {
      line(
          upgraded.from().equals("0.0")
              ? "created the bookkeeping in schema " + upgraded.namespace()
              : "upgraded the bookkeeping from " + upgraded.from() + " to " + upgraded.to());
    }
  }

  private static String of(MigrationId id) {
    return id == null ? "" : id.name() + ": ";
  }

  private String verb(ViewChange.Outcome outcome) {
    if (mode != Target.Mode.DRY_RUN) {
      return outcome.text();
    }
    return switch (outcome) {
      case CREATED -> "would create";
      case RECREATED -> "would recreate";
      case DROPPED -> "would drop";
    };
  }

  /** Applied is only what is committed. */
  private String verb(boolean forward) {
    return switch (mode) {
      case EACH -> forward ? "applied" : "rolled back";
      case SINGLE_TRANSACTION -> forward ? "ran" : "ran the rollback of";
      case DRY_RUN -> forward ? "would apply" : "would roll back";
    };
  }

  private void started(Event.MigrationStarted started) {
    if (started.stored()) {
      line(
          started.id()
              + ": its class or file is gone or was changed, so the rollback SQL that was stored when it"
              + " was applied is used");
    }
    if (verbose && started.sql() != null && !started.sql().isEmpty()) {
      line(
          ink.faint("-- " + started.id())
              + "\n"
              + PasswordLiteral.hide(started.sql(), null).strip());
    }
  }

  private void running(Event.Running running) {
    if (terminal) {
      overwrite(running.text());
    } else if (running.due()) {
      line("  " + running.text());
      holder = holder(running.text());
    }
  }

  /** Who holds a lock, without how long it was waited for. */
  private static String holder(String waiting) {
    int held = waiting.indexOf(" held by ");
    return held < 0 ? "" : waiting.substring(held);
  }

  /** A holder that was named already is not named again with each try. */
  private String waited(String blockers) {
    if (blockers.isEmpty() || holder(blockers).equals(holder)) {
      return "";
    }
    holder = holder(blockers);
    return "\n  waited " + blockers;
  }

  private String retryText(Event.Retrying retrying) {
    return "%s, attempt %s of %s failed: %s (SQLSTATE %s)%s"
        .formatted(
            retrying.id(),
            retrying.attempt(),
            retrying.attempts(),
            retrying.reason(),
            retrying.sqlState(),
            waited(retrying.blockers()));
  }

  private void progressLine(Event.Progress progress) {
    String of = progress.total() < 0 ? "" : " of " + progress.total();
    overwrite(progress.id().name() + ": " + progress.done() + of);
  }

  private String restoredText(Event.Restored restored) {
    return restored.dump()
        + ink.faint(
            " (%s statements, %s rows, %s)"
                .formatted(
                    restored.statements(), restored.rows(), Times.text(restored.durationMs())));
  }

  private void overwrite(String text) {
    if (terminal) {
      // Cut at the margin: of a line that wraps only the last row could be cleared.
      err.print("\r\u001b[K\u001b[?7l  " + AnsiStyle.printable(text) + "\u001b[?7h");
      err.flush();
      lineOpen = true;
    }
  }

  /** Clears the line that is written over, for what others print. */
  public synchronized void clear() {
    if (lineOpen) {
      err.print("\r\u001b[K");
      err.flush();
      lineOpen = false;
    }
  }

  private void line(String text) {
    clear();
    err.println(AnsiStyle.printable(text));
  }
}
