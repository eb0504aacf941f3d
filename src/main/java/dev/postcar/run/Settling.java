package dev.postcar.run;

import dev.postcar.Direction;
import dev.postcar.Done;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.history.AppliedMigration;
import dev.postcar.history.RowState;
import dev.postcar.report.Event;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds out what was committed when the connection was lost in the middle: the history knows, read
 * on a new connection once the old one's lock is gone.
 */
final class Settling {

  private static final int VIEWS_TRIES = 3;

  private final Equipment equipment;
  private final Tally tally;
  private int viewsLost;

  Settling(Equipment equipment, Tally tally) {
    this.equipment = equipment;
    this.tally = tally;
  }

  /**
   * Connects and locks again, and adds to the tally what was committed.
   *
   * @param lost what was sent and not answered
   * @param mode in which transactions
   * @return the lock, under which the operation may go on
   * @throws PostcarException.Connection if it may not
   */
  RunnerLock settle(ConnectionLost lost, Target.Mode mode) {
    reconnect(lost);
    RunnerLock lock = lockAgain(lost);
    try {
      if (equipment.session().facts().bookkeeping()) {
        fenceOff(lost);
      }
      readWhatWasCommitted(lost, mode);
      return lock;
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private void reconnect(ConnectionLost lost) {
    try {
      equipment.link().renew();
    } catch (PostcarException.Connection e) {
      throw notKnown(lost, "the server cannot be reached");
    }
  }

  /** The old session's server process may still be at work, and holds the lock until it ends. */
  private RunnerLock lockAgain(ConnectionLost lost) {
    try {
      return equipment.lock();
    } catch (PostcarException.Lock e) {
      throw notKnown(lost, "the runner lock is still held");
    }
  }

  /** Without a runner lock the old session may still be at work on what it was sent. */
  private void fenceOff(ConnectionLost lost) {
    Session session = equipment.session();
    try {
      session.execute(
          "begin;\nset local lock_timeout = "
              + session.options().settling().toMillis()
              + ";\n"
              + session.asRole()
              + equipment.text().fenceOff()
              + ";\ncommit");
    } catch (SQLException e) {
      session.send("rollback");
      throw notKnown(lost, ServerSaid.of(e));
    }
  }

  private void readWhatWasCommitted(ConnectionLost lost, Target.Mode mode) {
    Map<UUID, AppliedMigration> rows =
        equipment.session().read().rows().stream()
            .collect(Collectors.toMap(AppliedMigration::attempt, Function.identity(), (a, b) -> b));
    for (InFlight sent : lost.inFlight()) {
      if (sent.step().isMigration()) {
        count(lost, sent, rows.get(sent.attempt()));
      } else {
        // Planned again from what is up, which is the truth; but not for ever.
        refuseViewsAgain(lost, sent, mode);
      }
    }
    InFlight last = lost.inFlight().get(lost.inFlight().size() - 1);
    if (last.step().isMigration()) {
      String id = last.step().id().toString();
      equipment
          .reporter()
          .on(
              new Event.Warning(
                  "the connection was lost, but " + id + " had been committed: going on"));
    }
  }

  private void count(ConnectionLost lost, InFlight sent, AppliedMigration row) {
    String uncommitted = uncommitted(sent, row);
    if (uncommitted != null) {
      throw lostFor(lost, sent, uncommitted);
    }
    List<Done> done = tally.done();
    if (sent.equals(lost.inFlight().get(0))) {
      done.addAll(lost.before());
    }
    if (lost.before().stream().noneMatch(one -> one.id().equals(row.id().toString()))) {
      done.add(new Done(row.id().toString(), row.durationMs()));
    }
  }

  /** What is so where a step was not done to its end; null where it was. */
  private static String uncommitted(InFlight sent, AppliedMigration row) {
    if (row == null) {
      return "it was not committed: nothing of it is in the database";
    }
    if (row.state() == RowState.REVERTED && sent.step().direction() == Direction.FORWARD) {
      return "it had failed and was compensated: it is pending again";
    }
    if (row.state() == RowState.STARTED || row.state() == RowState.REVERTING) {
      return "it is interrupted; "
          + (sent.step().isResumable()
              ? "go on with \"postcar resume " + row.id().name() + "\""
              : "undo it with \"postcar rollback " + row.id().name() + "\"");
    }
    return null;
  }

  private void refuseViewsAgain(ConnectionLost lost, InFlight sent, Target.Mode mode) {
    if (++viewsLost > VIEWS_TRIES) {
      throw lostFor(lost, sent, "the views are as they were, or as they should be");
    }
    if (mode != Target.Mode.EACH) {
      // What was to be committed with it was not.
      tally.views().clear();
    }
  }

  private PostcarException notKnown(ConnectionLost lost, String reason) {
    return lostFor(
        lost, lost.inFlight().get(0), "whether it was committed is not known, because " + reason);
  }

  private PostcarException lostFor(ConnectionLost lost, InFlight at, String truth) {
    return new PostcarException.Connection(
        "The connection was lost at "
            + at.step().id()
            + " ("
            + ServerSaid.of((SQLException) lost.getCause())
            + "): "
            + truth
            + ". Done before it, and kept: "
            + tally.done().size()
            + ".\nNext: run the same command again.",
        lost.getCause(),
        tally.result(0));
  }
}
