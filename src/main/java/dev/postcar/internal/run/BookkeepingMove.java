package dev.postcar.internal.run;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.HistorySchema;
import dev.postcar.internal.history.MoveText;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.session.RunnerLock;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.Quote;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Moves the history of one target to another bookkeeping of the database, in one transaction under
 * the runner locks of both.
 */
final class BookkeepingMove {

  private final RunContext context;
  private final Session session;

  BookkeepingMove(RunContext context) {
    this.context = context;
    this.session = context.session();
  }

  /**
   * Moves.
   *
   * @return false if there is nothing to move
   * @throws PostcarException.Refusal if a migration is not finished, or the other place has rows
   */
  boolean to(String namespace, String target) {
    session.server().refuseUnlessWritable();
    Config there =
        session.options().with(Setting.NAMESPACE, namespace).with(Config.Given.TARGET, target);
    context.interruption().begin();
    try {
      RunnerLock here = context.lock();
      try {
        RunnerLock other =
            RunnerLock.acquire(session, there, context.reporter(), context.interruption());
        try {
          return inTransaction(there);
        } finally {
          other.release();
        }
      } finally {
        here.release();
      }
    } finally {
      context.interruption().end();
    }
  }

  private boolean inTransaction(Config there) {
    try {
      session.execute(begin(there));
      session.lookAgain();
      // Where it goes, nobody but the owner may write: there it would count as postcar's own.
      session.server().trust().refuseStoredSql("would move", session.options().namespace());
      HistoryUpgrade upgrade = new HistoryUpgrade(session, context.reporter());
      Recorded found = upgrade.found();
      if (!found.known()) {
        session.send("rollback");
        return false;
      }
      session.execute(upgrade.statements(found));
      // Waits for whoever writes without the lock, as behind a pooler; the next one fails.
      session.execute(context.text().fenceOff());
      refuseUnfinished(upgrade.found());
      move(there);
      context
          .interruption()
          .endIfRequested("Interrupted.\nState: nothing was changed.\nNext: rerun the command.");
      commit();
      return true;
    } catch (PostcarException e) {
      session.send("rollback");
      throw e;
    } catch (SQLException e) {
      session.send("rollback");
      throw failed(e);
    }
  }

  /** Both bookkeepings are locked in the same order whichever way a history goes. */
  private String begin(Config there) {
    String locks =
        new TreeSet<>(List.of(session.options().namespace(), there.namespace()))
            .stream().map(HistorySchema::lock).collect(Collectors.joining(";\n"));
    return String.join(
            ";\n",
            session
                .state()
                .begin(session.options().lockWait(), Duration.ZERO, "postcar bookkeeping"))
        + ";\n"
        + locks;
  }

  private static void refuseUnfinished(Recorded recorded) {
    for (AppliedMigration row : recorded.rows()) {
      if (row.state() == RowState.STARTED || row.state() == RowState.REVERTING) {
        throw new PostcarException.Refusal(
            """
            Refused: %1$s is started but not finished, so the history is not moved.
            State: nothing was changed.
            Next: resume %2$s, roll it back or mark it, then rerun the command."""
                .formatted(row.id(), row.id().name()));
      }
    }
  }

  private void move(Config there) throws SQLException {
    Config here = session.options();
    MoveText text =
        new MoveText(here.namespace(), here.target(), there.namespace(), there.target());
    Session other = session.with(there);
    HistoryUpgrade upgrade = new HistoryUpgrade(other, context.reporter());
    Recorded found = upgrade.found();
    session.execute(upgrade.statements(found));
    // A schema that another role has made meanwhile is refused before anything stays in it.
    other.lookAgain();
    if (found.known() || is(text.isTaken())) {
      throw new PostcarException.Refusal(
          """
          Refused: the bookkeeping in schema %s has rows of this target already.
          State: nothing was changed.
          Next: find out which of the two histories is right, and remove the other."""
              .formatted(Quote.identifier(there.namespace())));
    }
    List<List<String>> columns = session.rowsInTransaction(text.columns());
    session.execute(text.copy(columns));
    if (!is(text.isSame(columns))) {
      throw new SQLException("the copy differs from the original", "XX000");
    }
    session.execute(text.logged() + text.remove());
  }

  private boolean is(String query) throws SQLException {
    return session.rowsInTransaction(query).get(0).get(0).equals("t");
  }

  private void commit() throws SQLException {
    try {
      session.execute(session.state().commit());
    } catch (SQLException e) {
      if (!session.isLost(e)) {
        throw e;
      }
      boolean committed;
      try {
        committed = new Reconnection(context, e).read(renewed -> !renewed.read().known());
      } catch (Reconnection.Unknown unknown) {
        throw new PostcarException.Connection(
            "The connection was lost while the history was being moved ("
                + ServerSaid.of(e)
                + ").\nState: not known, because "
                + unknown.getMessage()
                + ". It is either in the old place or in the new one.\n"
                + "Next: rerun the command once the server answers.",
            e);
      }
      if (!committed) {
        throw failed(e);
      }
    }
  }

  private PostcarException failed(SQLException e) {
    String text =
        "The history was not moved: %s (SQLSTATE %s).\nState: nothing was changed; it is still in schema %s.\nNext: fix the cause, then rerun the command."
            .formatted(
                ServerSaid.of(e), e.getSQLState(), Quote.identifier(session.options().namespace()));
    return session.isLost(e)
        ? new PostcarException.Connection(text, e)
        : new PostcarException.Refusal(text, e, null);
  }
}
