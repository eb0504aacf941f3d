package dev.postcar.internal.report;

import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.result.ViewChange;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Shows a person what happens, line by line. */
public final class Console implements Reporter {

  private static final Pattern HOLDER =
      Pattern.compile("(?<=held by |; )(pid \\d+|a prepared transaction)");

  private final PrintStream err;
  private final AnsiStyle ink;
  private final boolean quiet;
  private final boolean verbose;
  private final LiveLine live;
  private final Target.Mode mode;
  private String holder = "";

  /**
   * Writes to a stream.
   *
   * @param quiet only warnings
   * @param live shows what is being done between the lines
   */
  public Console(
      PrintStream err,
      AnsiStyle ink,
      boolean quiet,
      boolean verbose,
      LiveLine live,
      Target.Mode mode) {
    this.err = err;
    this.ink = ink;
    this.quiet = quiet;
    this.verbose = verbose;
    this.live = live;
    this.mode = mode;
  }

  @Override
  public void on(Event event) {
    synchronized (live) {
      if (live.mode() == LiveLine.Mode.JSON) {
        err.println(EventJson.line(event));
      } else {
        shown(event);
      }
    }
  }

  private void shown(Event event) {
    if (event instanceof Event.Warning warning) {
      line(ink.notable("warning: ") + indented(warning.text()));
    } else if (event instanceof Event.Notice notice && notice.level().equals("WARNING")) {
      line(ink.notable("warning: ") + of(notice.id()) + indented(notice.text()));
    } else if (event instanceof Event.Retrying retrying) {
      line(ink.notable("retry: ") + retryText(retrying));
      live.show(new Event.Phase(retrying.id().name() + " retrying"));
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
      live.done();
    } else if (event instanceof Event.ViewChanged changed) {
      line(ink.good(verb(changed.change().outcome())) + " view " + changed.change().id());
    } else if (event instanceof Event.Progress || event instanceof Event.Phase) {
      live.show(event);
    } else if (event instanceof Event.Waiting waiting) {
      waiting(waiting);
    } else if (event instanceof Event.Restored restored) {
      line(ink.good("restored") + " " + restoredText(restored));
    } else if (event instanceof Event.Said said) {
      line("  " + indented(said.text()));
    } else if (event instanceof Event.Notice notice) {
      line("  " + of(notice.id()) + notice.level() + ": " + indented(notice.text()));
    } else if (event instanceof Event.WaitingForLock waiting) {
      line("waiting for the runner lock: " + waiting.holder());
      live.show(new Event.Phase("waiting for the runner lock"));
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
    live.show(started);
    if (started.stored()) {
      line(
          started.id()
              + ": its class or file is gone or was changed, so the rollback SQL that was stored when it"
              + " was applied is used");
    }
    if (verbose && started.sql() != null && !started.sql().isEmpty()) {
      line(ink.faint("-- " + started.id()) + "\n" + started.sql().strip());
    }
  }

  /** Who is in the way is said at once where it does not stay on the screen. */
  private void waiting(Event.Waiting waiting) {
    live.show(waiting);
    String line = new ProgressText(false, true, 0).of(waiting, 0);
    if (live.mode() == LiveLine.Mode.PLAIN && !isNamed(line)) {
      line(line);
    }
  }

  /** A holder that was named already is not named again with each try. */
  private String waited(String blockers) {
    return isNamed(blockers) ? "" : "\n  waited " + blockers;
  }

  /** Whether those who hold a lock are the ones that were named last; now they are. */
  private boolean isNamed(String waiting) {
    String now =
        HOLDER.matcher(waiting).results().map(MatchResult::group).collect(Collectors.joining(" "));
    boolean named = now.equals(holder) || waiting.isEmpty();
    holder = named ? holder : now;
    return named;
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

  private String restoredText(Event.Restored restored) {
    return restored.dump()
        + ink.faint(
            " (%s statements, %s rows, %s)"
                .formatted(
                    restored.statements(), restored.rows(), Times.text(restored.durationMs())));
  }

  /** Prints what is no event, such as a part of the result: the live line makes room for it. */
  public void apart(Runnable print) {
    synchronized (live) {
      live.clear();
      print.run();
    }
  }

  /** Makes room until the next event, for others that write, or for a question. */
  public void pause() {
    live.pause();
  }

  /** Where migrations and libraries print meanwhile. */
  public PrintStream others() {
    return new PrintStream(new OtherOutput(live, err), true, StandardCharsets.UTF_8);
  }

  private void line(String text) {
    live.clear();
    err.println(AnsiStyle.printable(PasswordLiteral.hide(text, null)));
  }
}
