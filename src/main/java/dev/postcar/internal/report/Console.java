package dev.postcar.internal.report;

import dev.postcar.Event;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.internal.sql.PasswordLiteral;
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
  private final EventLine lines;
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
    this.lines = new EventLine(ink);
    this.quiet = quiet;
    this.verbose = verbose;
    this.live = live;
    this.mode = mode;
  }

  @Override
  public void on(Event event) {
    synchronized (live) {
      if (live.mode() == LiveLine.Mode.JSON && !(event instanceof Event.FleetProgress)) {
        err.println(EventJson.line(event));
      } else if (live.mode() != LiveLine.Mode.JSON) {
        shown(event);
      }
    }
  }

  private void shown(Event event) {
    String line = lines.of(event, mode == Target.Mode.DRY_RUN);
    if (event instanceof Event.Retrying retrying) {
      line(line + waited(retrying.blockers()));
      live.show(new Event.Phase(retrying.id().name() + " retrying"));
    } else if (line != null) {
      boolean warns =
          event instanceof Event.Warning
              || (event instanceof Event.Notice notice && notice.level().equals("WARNING"));
      if (!quiet || warns) {
        line(line);
        after(event);
      }
    } else if (!quiet) {
      progress(event);
    }
  }

  private void after(Event event) {
    if (event instanceof Event.MigrationFinished) {
      live.done();
    } else if (event instanceof Event.WaitingForLock) {
      live.show(new Event.Phase("waiting for the runner lock"));
    }
  }

  private void progress(Event event) {
    if (event instanceof Event.FleetProgress) {
      live.show(event);
    } else if (event instanceof Event.TargetFinished finished) {
      finished(finished);
    } else if (event instanceof Event.MigrationStarted started) {
      started(started);
    } else if (event instanceof Event.Progress
        || event instanceof Event.Phase
        || event instanceof Event.Paused) {
      live.show(event);
    } else if (event instanceof Event.Waiting waiting) {
      waiting(waiting);
    }
  }

  /** Of the targets of a fleet those that are not done; the rest are numbers. */
  private void finished(Event.TargetFinished finished) {
    if (finished.target().failure() != null || verbose) {
      line(EventLine.of(finished));
    }
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
