package dev.postcar.internal.report;

import dev.postcar.Event;
import dev.postcar.Reporter;
import dev.postcar.internal.config.MethodNames;
import dev.postcar.internal.sql.PasswordLiteral;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes events to the logger {@code dev.postcar}: each migration, what runs for long and the
 * summary at INFO, waits, retries and warnings at WARN, the SQL at DEBUG. What the server adds as
 * DETAIL are values of rows, of any number of lines: they and what comes behind them stay out.
 */
public final class LogReporter implements Reporter {

  /** A wait that goes on is logged again after so long. */
  private static final long REPEAT_MS = 10_000;

  /** What runs for long is logged after {@link #REPEAT_MS}, and again after so long. */
  private static final long STILL_MS = 60_000;

  private static final EventLine LINE = new EventLine(new AnsiStyle(false));

  private static final int REMEMBERED = 100;

  /** What was waited for or ran, of several operations too, with the milliseconds logged last. */
  private final Map<String, Long> logged =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED;
        }
      };

  @Override
  public synchronized void on(Event event) {
    if (event instanceof Event.MigrationStarted started) {
      log(Level.DEBUG, started.sql() == null ? null : started.id() + ": " + started.sql().strip());
    } else if (event instanceof Event.Waiting waiting) {
      repeated(
          Level.WARN,
          waiting.id() + " " + waiting.object() + " " + waiting.attempt(),
          waiting.waitedMs(),
          waiting);
    } else if (event instanceof Event.Paused paused) {
      repeated(Level.INFO, paused.id() + " paused", paused.pausedMs(), paused);
    } else if (event instanceof Event.Progress progress) {
      progress(progress);
    } else if (event instanceof Event.Finished finished) {
      log(Level.INFO, EventLine.summary(finished));
    } else if (event instanceof Event.TargetFinished finished) {
      boolean done = finished.target().failure() == null;
      log(done ? Level.INFO : Level.WARN, EventLine.of(finished));
    } else if (event instanceof Event.Retrying retrying) {
      String blockers = retrying.blockers().isEmpty() ? "" : "; waited " + retrying.blockers();
      log(Level.WARN, LINE.of(event, false) + blockers);
    } else {
      boolean warns =
          event instanceof Event.Warning
              || event instanceof Event.WaitingForLock
              || (event instanceof Event.Notice notice && notice.level().equals("WARNING"));
      log(warns ? Level.WARN : Level.INFO, LINE.of(event, false));
    }
  }

  private void repeated(Level level, String what, long lastedMs, Event event) {
    Long before = logged.get(what);
    boolean isNew = before == null || lastedMs < before;
    if (isNew || lastedMs - before >= REPEAT_MS) {
      logged.put(what, lastedMs);
      log(level, new ProgressText(false, true, 0).of(event, 0));
    }
  }

  private void progress(Event.Progress progress) {
    String running = progress.id() + " runs " + progress.doing();
    Long before = logged.get(running);
    boolean isNew = before == null || progress.elapsedMs() < before;
    long elapsed = progress.elapsedMs();
    if (isNew ? elapsed >= REPEAT_MS : elapsed - before >= STILL_MS) {
      logged.put(running, elapsed);
      log(Level.INFO, new ProgressText(false, true, 0).of(progress, 0));
    }
  }

  private static void log(Level level, String line) {
    Logger logger = LoggerFactory.getLogger("dev.postcar");
    if (line != null && logger.isEnabledForLevel(level)) {
      String text =
          Stream.of(line.split("\n", -1))
              .takeWhile(one -> !one.strip().startsWith("DETAIL: "))
              .collect(Collectors.joining("\n"));
      logger
          .atLevel(level)
          .log(AnsiStyle.printable(MethodNames.in(PasswordLiteral.hide(text, null))).strip());
    }
  }
}
