package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.plan.Audit;
import dev.postcar.internal.plan.ViewStates;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.session.ConnectFailure;
import dev.postcar.internal.session.Interruption;
import dev.postcar.result.WaitResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** {@code wait}: looks at a database again and again, until nothing is pending in it. */
public final class WaitOperation {

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Duration limit;
  private final Reporter reporter;
  private final long startedAt = System.nanoTime();
  private String lastReported = "";

  /** Waits for so long. */
  public static WaitResult run(OperationContext context, Duration limit) {
    WaitOperation wait = new WaitOperation(limit, context.config().reporter());
    Reporter passing = wait::pass;
    OperationContext heard = context.with(context.config().with(Config.Given.REPORTER, passing));
    try (Planning planning = heard.loadAndConnect()) {
      return wait.until(() -> look(heard, planning));
    }
  }

  /** Waiting is one thing, however often it connects. */
  private void pass(Event event) {
    if (lastReported.isEmpty() || !(event instanceof Event.Phase)) {
      reporter.on(event);
    }
  }

  private static Seen look(OperationContext context, Planning planning) {
    try (OpenDatabase database = context.open()) {
      Audit audit = planning.audit(database.read());
      return new Seen(
          database.database(),
          audit.pending(),
          audit.in(MigrationState.INTERRUPTED).size(),
          (int) ViewStates.of(audit).stream().filter(view -> view.next() != null).count());
    }
  }

  private WaitOperation(Duration limit, Reporter reporter) {
    this.limit = limit;
    this.reporter = reporter;
  }

  /**
   * What a look found.
   *
   * @param pending how many a migrate has to do
   * @param interrupted how many are started and not finished
   * @param views how many managed views a migrate would change
   */
  private record Seen(String database, int pending, int interrupted, int views) {

    boolean isDone() {
      return pending == 0 && interrupted == 0 && views == 0;
    }

    String text() {
      List<String> parts = new ArrayList<>();
      if (pending > 0) {
        parts.add(pending + " pending");
      }
      if (interrupted > 0) {
        parts.add(interrupted + " started, not finished");
      }
      if (views > 0) {
        parts.add(views + (views == 1 ? " view" : " views") + " to change");
      }
      return String.join(" and ", parts) + " in " + database;
    }
  }

  /**
   * Waits.
   *
   * @throws PostcarException.Connection if the database never answered, or never will
   * @throws PostcarException.Findings if it answered, and the time is up
   */
  private WaitResult until(Supplier<Seen> look) {
    Seen last = null;
    while (true) {
      PostcarException.Connection failure = null;
      try {
        last = look.get();
        if (last.isDone()) {
          return result(last);
        }
        tell(last.text());
      } catch (PostcarException.Connection e) {
        if (!ConnectFailure.mayComeUp(e)) {
          throw e;
        }
        failure = e;
        tell(e.commandLineMessage().lines().findFirst().orElse(""));
      }
      long left = limit.toNanos() - (System.nanoTime() - startedAt);
      if (left <= 0) {
        throw timeUp(last, failure);
      }
      pause(Math.min(left, PAUSE.toNanos()));
      if (Thread.currentThread().isInterrupted()) {
        throw new PostcarException.Interrupted(
            "Interrupted while waiting. Nothing was changed.", Interruption.CTRL_C, null, null);
      }
    }
  }

  private RuntimeException timeUp(Seen last, PostcarException.Connection failure) {
    if (last == null) {
      return failure;
    }
    return new PostcarException.Findings(
        "Waited %s s, and there is still something to do: %s. \"postcar status\" lists it."
            .formatted(Math.round(elapsedMs() / 1000.0), last.text()),
        result(last));
  }

  private WaitResult result(Seen seen) {
    long waited = lastReported.isEmpty() ? 0 : elapsedMs();
    return new WaitResult(
        seen.database(), seen.pending(), seen.interrupted(), seen.views(), waited);
  }

  private long elapsedMs() {
    return (System.nanoTime() - startedAt) / 1_000_000;
  }

  private void tell(String text) {
    if (!text.equals(lastReported)) {
      reporter.on(new Event.Said(null, "waiting: " + text));
      reporter.on(new Event.Phase("waiting: " + text));
      lastReported = text;
    }
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
