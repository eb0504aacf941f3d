package dev.postcar.report;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import dev.postcar.sql.PasswordLiteral;
import java.io.PrintStream;

/** Tells a person what happens, line by line. */
public final class Console implements Reporter {

  private final PrintStream err;
  private final Ink ink;
  private final boolean quiet;
  private final boolean verbose;
  private final boolean terminal;
  private boolean lineOpen;

  /**
   * Writes to a stream.
   *
   * @param err where to, usually stderr
   * @param ink colours or none
   * @param quiet only warnings
   * @param verbose the SQL too
   * @param terminal whether a line can be written over
   */
  public Console(PrintStream err, Ink ink, boolean quiet, boolean verbose, boolean terminal) {
    this.err = err;
    this.ink = ink;
    this.quiet = quiet;
    this.verbose = verbose;
    this.terminal = terminal;
  }

  @Override
  public void on(Event event) {
    if (event instanceof Event.Warning warning) {
      line(ink.notable("warning: ") + warning.text());
    } else if (event instanceof Event.Notice notice && notice.level().equals("WARNING")) {
      line(ink.notable("warning: ") + of(notice.id()) + notice.text());
    } else if (event instanceof Event.Retrying retrying) {
      line(ink.notable("retry: ") + retryText(retrying));
    } else if (!quiet) {
      progress(event);
    }
  }

  private void progress(Event event) {
    if (event instanceof Event.MigrationStarted started) {
      started(started);
    } else if (event instanceof Event.MigrationFinished finished) {
      String verb = finished.direction() == Direction.FORWARD ? "applied" : "rolled back";
      line(
          ink.good(verb)
              + " "
              + finished.id()
              + ink.faint(" (" + Times.text(finished.durationMs()) + ")"));
    } else if (event instanceof Event.ViewChanged changed) {
      line(ink.good(changed.change().outcome().text()) + " view " + changed.change().id());
    } else if (event instanceof Event.Progress progress) {
      progressLine(progress);
    } else if (event instanceof Event.RestoreProgress progress) {
      overwrite(progress.dump() + ": " + Sizes.of(progress.bytes(), progress.total()));
    } else if (event instanceof Event.Restored restored) {
      line(ink.good("restored") + " " + restoredText(restored));
    } else if (event instanceof Event.Said said) {
      line("  " + said.text().replace("\n", "\n  "));
    } else if (event instanceof Event.Notice notice) {
      line("  " + of(notice.id()) + notice.level() + ": " + notice.text().replace("\n", "\n  "));
    } else if (event instanceof Event.WaitingForLock waiting) {
      line("waiting for another postcar: " + waiting.holder());
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

  private void started(Event.MigrationStarted started) {
    if (started.stored()) {
      line(
          started.id()
              + ": its class is gone or was changed, so the rollback SQL that was stored when it"
              + " was applied is used");
    }
    if (verbose && started.sql() != null && !started.sql().isEmpty()) {
      line(
          ink.faint("-- " + started.id())
              + "\n"
              + PasswordLiteral.hide(started.sql(), null).strip());
    }
  }

  private static String retryText(Event.Retrying retrying) {
    return retrying.id()
        + ", attempt "
        + retrying.attempt()
        + " ended with "
        + retrying.sqlState()
        + ": "
        + retrying.reason()
        + (retrying.blockers().isEmpty() ? "" : "\n  blocked by " + retrying.blockers());
  }

  private void progressLine(Event.Progress progress) {
    String of = progress.total() < 0 ? "" : " of " + progress.total();
    overwrite(progress.id().name() + ": " + progress.done() + of);
  }

  private String restoredText(Event.Restored restored) {
    return restored.dump()
        + ink.faint(
            " ("
                + restored.statements()
                + " statements, "
                + restored.rows()
                + " rows, "
                + Times.text(restored.durationMs())
                + ")");
  }

  private void overwrite(String text) {
    if (terminal) {
      err.print("\r\u001b[K  " + Ink.printable(text));
      err.flush();
      lineOpen = true;
    }
  }

  private void line(String text) {
    if (lineOpen) {
      err.print("\r\u001b[K");
      lineOpen = false;
    }
    err.println(Ink.printable(text));
  }
}
