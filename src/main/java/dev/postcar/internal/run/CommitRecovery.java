package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.RunnerLock;
import dev.postcar.internal.session.Session;
import dev.postcar.result.MigrationResult;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds out what was committed when the connection was lost in the middle: the history shows it,
 * read on a new connection once the lost session can write nothing any more.
 */
final class CommitRecovery {

  private static final int VIEWS_TRIES = 3;

  private final RunContext context;
  private final RunProgress progress;
  private int viewsLost;

  CommitRecovery(RunContext context, RunProgress progress) {
    this.context = context;
    this.progress = progress;
  }

  /**
   * Connects and locks again, and adds to the progress what was committed.
   *
   * @return the lock, under which the operation may continue
   * @throws PostcarException.Connection if something of it was not committed, or nobody can tell
   */
  RunnerLock recover(ConnectionLost lost) {
    Recorded recorded;
    try {
      recorded = new Reconnection(context, (SQLException) lost.getCause()).read(Session::read);
    } catch (Reconnection.Unknown e) {
      throw failures().unknown(lost, e);
    }
    if (progress.plan() != null) {
      count(lost, recorded);
    }
    return context.lock();
  }

  private void count(ConnectionLost lost, Recorded recorded) {
    Map<UUID, AppliedMigration> rows =
        recorded.rows().stream()
            .collect(Collectors.toMap(AppliedMigration::attempt, Function.identity(), (a, b) -> b));
    boolean first = true;
    List<String> found = new ArrayList<>();
    for (InFlight sent : lost.inFlight()) {
      if (!sent.step().isMigration()) {
        // Planned again from what is up, which is the truth; but not for ever.
        limitViews(lost, sent, recorded);
        continue;
      }
      AppliedMigration row =
          sent.step().action() == Step.Action.ACCEPT
              // It leaves no attempt: its checksum tells.
              ? recorded.byId().get(sent.step().id())
              : rows.get(sent.attempt());
      if (row == null || StateAndNext.of(row, sent.step()) != StateAndNext.Shown.DONE) {
        throw failures().lost(lost, sent.step(), row, recorded);
      }
      if (first) {
        progress.done().addAll(lost.before());
        first = false;
      }
      if (lost.before().stream().noneMatch(one -> one.id().equals(row.id().toString()))) {
        progress.done().add(new MigrationResult(row.id().toString(), row.durationMs()));
        found.add(row.id().toString());
        context
            .reporter()
            .on(
                new Event.MigrationFinished(
                    row.id(), sent.step().direction(), row.durationMs(), true));
      }
    }
    // A server that lags behind the lost one, after a failover, may not have what was committed.
    failures().refuseIfGone(lost, recorded);
    if (!found.isEmpty()) {
      context
          .reporter()
          .on(
              new Event.Warning(
                  "the connection was lost, but "
                      + found.get(found.size() - 1)
                      + " had been committed: continuing"));
    }
  }

  private void limitViews(ConnectionLost lost, InFlight sent, Recorded recorded) {
    if (++viewsLost > VIEWS_TRIES) {
      throw failures().lost(lost, sent.step(), null, recorded);
    }
    if (progress.plan().mode() != Target.Mode.EACH) {
      // What was to be committed with it was not.
      progress.views().clear();
    }
  }

  private Failures failures() {
    return new Failures(context, progress);
  }
}
