package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.history.HistorySchema;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.history.HistoryVersion;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.monitor.Watch;
import dev.postcar.internal.session.EmptyDatabaseCheck;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.RunnerLock;
import dev.postcar.internal.session.ServerNotices;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.session.SessionHolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/**
 * Fills an empty database in one transaction under the runner lock; the bookkeeping is created or
 * upgraded at its end.
 */
public final class RestoreTransaction {

  private static final int CHUNK = 1 << 16;

  /** SQLSTATE of a dump that ended the transaction of the restore: invalid_transaction_state. */
  public static final String ENDED = "25000";

  private final RunContext context;
  private final SessionHolder link;
  private final HistoryText text;
  private final UUID attempt = UUID.randomUUID();
  private final Watch watch;
  private final Reporter reporter;
  private final Interruption interruption;
  private Session session;

  RestoreTransaction(RunContext context) {
    this.context = context;
    this.link = context.link();
    this.session = link.session();
    this.watch = link.watch(context.reporter());
    this.text = context.text();
    this.reporter = context.reporter();
    this.interruption = context.interruption();
  }

  /** What is loaded. */
  @FunctionalInterface
  public interface Content {

    /**
     * Sends all of it.
     *
     * @return what the event log says of it
     * @throws PostcarException if it cannot be loaded: all is rolled back
     */
    String into(RestoreTransaction load);
  }

  /**
   * What came of statements.
   *
   * @param completed how many were finished
   * @param rows how many were put in
   * @param error what ended them; null where nothing did
   */
  public record Answer(int completed, long rows, SQLException error) {}

  /**
   * Loads.
   *
   * @param demanded whether a database that is not empty is an error
   * @return false if the database is not empty, and nothing was done
   */
  boolean run(Content content, boolean demanded) {
    session.server().refuseUnlessWritable();
    interruption.begin();
    try {
      RunnerLock lock = RunnerLock.acquire(session, reporter, interruption);
      try {
        return inTransaction(content, demanded);
      } finally {
        lock.release();
      }
    } finally {
      interruption.end();
    }
  }

  private boolean inTransaction(Content content, boolean demanded) {
    boolean committed = false;
    try {
      if (!begin(demanded)) {
        return false;
      }
      interruption.running(session.connection());
      String summary = content.into(this);
      refuseIfInterrupted();
      interruption.settling();
      finish(summary);
      committed = true;
      return true;
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      interruption.settling();
      watch.close();
      if (!committed) {
        session.send("rollback");
        session.send(session.state().resetOutside());
      }
    }
  }

  /** The lock on the bookkeeping keeps others out where there is no runner lock. */
  private boolean begin(boolean demanded) throws SQLException {
    Duration wait = session.options().lockWait();
    session.execute(
        String.join(";\n", session.state().begin(wait, Duration.ZERO, "postcar restore"))
            + ";\n"
            + HistorySchema.lock(namespace()));
    String there = EmptyDatabaseCheck.whatIsThere(session::rowsInTransaction);
    if (there != null && demanded) {
      throw new PostcarException.Refusal(
          """
          Refused: %s is not empty: it contains %s.
          State: nothing was changed.
          Next: create an empty database for the dump, or drop its content."""
              .formatted(session.server().database(), there));
    }
    session.execute(String.join(";\n", session.state().users()));
    return there == null;
  }

  /**
   * Sends statements in one message.
   *
   * @param statements without their semicolons
   * @return how far they came
   */
  public Answer send(List<String> statements) {
    refuseIfInterrupted();
    long[] rows = {0};
    ServerNotices said = new ServerNotices(reporter);
    RawMessage.Notices notices =
        new RawMessage.Notices() {
          @Override
          public void on(int completed, SQLWarning notice) {
            said.on(null, notice);
          }

          @Override
          public void finished(String status, long touched) {
            rows[0] += status.startsWith("INSERT") ? touched : 0;
          }
        };
    watch.begin(Map.of());
    RawMessage.Answer answer = session.send(String.join(";\n", statements), notices);
    watch.end();
    return answer(answer.completed(), rows[0], answer.error());
  }

  /**
   * Sends a COPY FROM STDIN and its data.
   *
   * @param data as the server takes them: UTF-8
   * @return completed is 1, or 0 with an error
   * @throws UncheckedIOException if the data cannot be read
   */
  public Answer copy(String sql, InputStream data) {
    refuseIfInterrupted();
    watch.beginCounted(null);
    try {
      CopyIn copy = session.connection().getCopyAPI().copyIn(sql);
      try {
        byte[] chunk = new byte[CHUNK];
        for (int read = data.read(chunk); read >= 0; read = data.read(chunk)) {
          refuseIfInterrupted();
          copy.writeToCopy(chunk, 0, read);
        }
        return answer(1, copy.endCopy(), null);
      } finally {
        if (copy.isActive()) {
          cancel(copy);
        }
      }
    } catch (SQLException e) {
      return answer(0, 0, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      watch.end();
    }
  }

  private static void cancel(CopyIn copy) {
    try {
      copy.cancelCopy();
    } catch (SQLException e) {
      // What ended it is on its way already.
    }
  }

  private Answer answer(int completed, long rows, SQLException error) {
    refuseIfInterrupted();
    if (error != null && session.isLost(error)) {
      throw failed(error);
    }
    if (error == null && RawMessage.isIdle(session.connection())) {
      return new Answer(
          completed, rows, new SQLException("it ended the restore's transaction", ENDED));
    }
    if (error == null && !session.connection().getStandardConformingStrings()) {
      // From here on the server would cut the text into other statements.
      return new Answer(
          completed, rows, new SQLException("it turned standard_conforming_strings off", "22023"));
    }
    return new Answer(completed, rows, error);
  }

  /** The server's version, such as 150018. */
  public int serverVersion() {
    return session.server().version();
  }

  /**
   * Whether several statements may travel in one message; false where the operator does not want
   * that.
   */
  public boolean pipeline() {
    return session.options().pipeline();
  }

  /** Says what else an interruption must end: whatever the content may wait for. */
  public void alsoEnd(Runnable action) {
    interruption.alsoEnd(action);
  }

  /** Ends the restore where the operator wants it to end. */
  public void refuseIfInterrupted() {
    interruption.endIfRequested(
        "Interrupted.\nState: the restore was rolled back; the database is as empty as before.\n"
            + "Next: rerun the command.");
  }

  private void finish(String summary) throws SQLException {
    // Also checks what the dump has deferred.
    session.execute(session.state().reset());
    session.lookAgain();
    Recorded recorded =
        session.server().bookkeeping() ? session.readInTransaction() : Recorded.NOTHING;
    String upgrade = new HistoryUpgrade(session, reporter).inOpenTransaction(recorded);
    session.execute(
        upgrade
            + text.moveGeneration(recorded.generation())
            + ";\n"
            + text.events().restored(summary, attempt)
            + ";\n");
    refuseIfInterrupted();
    commit();
    HistoryVersion from = recorded.version();
    if (HistorySchema.isOlder(from)) {
      reporter.on(
          new Event.BookkeepingUpgraded(
              namespace(), from.toString(), HistorySchema.CURRENT.toString()));
    }
  }

  private void commit() throws SQLException {
    try {
      session.execute(session.state().commit());
    } catch (SQLException e) {
      if (!session.isLost(e)) {
        throw e;
      }
      recover(e);
    }
    lookAfterCommit();
  }

  /** From here on no failure means that the restore is lost. */
  private void lookAfterCommit() throws SQLException {
    try {
      session.lookAgain();
    } catch (SQLException lost) {
      if (!session.isLost(lost)) {
        throw lost;
      }
      try {
        new Reconnection(context, lost).read(Session::server);
        session = link.session();
      } catch (Reconnection.Unknown e) {
        throw new PostcarException.Connection(
            "The connection was lost after the restore ("
                + ServerSaid.of(lost)
                + ").\n"
                + "State: the restore was committed.\n"
                + "Next: run \"postcar status\" once the server answers.",
            lost);
      }
    }
  }

  /** Another runner may have made the bookkeeping since: only this attempt's own event tells. */
  private void recover(SQLException lost) {
    boolean committed;
    try {
      committed = new Reconnection(context, lost).read(this::isCommitted);
    } catch (Reconnection.Unknown e) {
      throw new PostcarException.Connection(
          ("The connection was lost while the restore was being committed (%s).\n"
                  + "State: whether it was committed is not known, because %s.\n"
                  + "Next: run \"postcar log\" once the server answers: it shows the restore if it"
                  + " was committed.")
              .formatted(ServerSaid.of(lost), e.getMessage()),
          lost);
    }
    session = link.session();
    if (!committed) {
      throw failed(lost);
    }
    reporter.on(
        new Event.Warning(
            "the connection was lost, but the restore had been committed: continuing"));
  }

  private boolean isCommitted(Session renewed) throws SQLException {
    return renewed.server().journal() && !renewed.rows(text.events().restoredBy(attempt)).isEmpty();
  }

  private PostcarException failed(SQLException e) {
    refuseIfInterrupted();
    if (session.isLost(e)) {
      return new PostcarException.Connection(
          "The connection was lost during the restore ("
              + ServerSaid.of(e)
              + ").\nState: the restore was rolled back; the database is as empty as before.\n"
              + "Next: rerun the command.",
          e);
    }
    return new PostcarException.RestoreFailed(
        0,
        """
        The restore failed at the end: %s (SQLSTATE %s)
        State: all of it was rolled back; the database is as empty as before.
        Next: fix the cause, then rerun the command."""
            .formatted(ServerSaid.of(e), e.getSQLState()),
        e);
  }

  private String namespace() {
    return session.options().namespace();
  }
}
