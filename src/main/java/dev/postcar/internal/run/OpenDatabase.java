package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.AppliedMigration;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.EmptyDatabaseCheck;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.session.ServerInfo;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.session.SessionHolder;
import dev.postcar.result.Result;
import dev.postcar.result.ServerAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The database as an operation sees it: one session, what it remembers, and the runner lock. */
public final class OpenDatabase implements AutoCloseable {

  private final RunContext context;
  private final long startedAt = System.nanoTime();

  /** Connects. */
  public OpenDatabase(
      Connections connections,
      Config options,
      String postcarVersion,
      Reporter reporter,
      Interruption interruption) {
    HistoryText text = new HistoryText(options.namespace(), options.target(), postcarVersion);
    this.context =
        new RunContext(new SessionHolder(connections, options), text, reporter, interruption);
    String writers = server().trust().warning(options.namespace());
    if (writers != null) {
      reporter.on(new Event.Warning(writers));
    }
    connections.warn(reporter, options.role(), context.session().connection());
  }

  /** The database's name. */
  public String database() {
    return server().database();
  }

  /** The server it is on. */
  public ServerAddress address() {
    return context.link().address();
  }

  /**
   * Returns whether there is a bookkeeping.
   *
   * @return what was found when the connection was opened
   */
  public boolean hasBookkeeping() {
    return server().bookkeeping();
  }

  /**
   * Returns whether the database holds nothing of a user's; takes no lock; false if there is any
   * relation, function, type or schema outside extensions.
   *
   * @throws PostcarException.Refusal if the catalog cannot be read
   */
  public boolean isEmpty() {
    try {
      return EmptyDatabaseCheck.whatIsThere(session()::rowsAsLogin) == null;
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, session().options());
    }
  }

  /**
   * Fills an empty database in one transaction.
   *
   * @param demanded whether a database that is not empty is an error
   * @return false if the database is not empty, and nothing was done
   * @throws PostcarException as the content throws it
   */
  public boolean load(RestoreTransaction.Content content, boolean demanded) {
    context.link().forgetLook();
    return new RestoreTransaction(context).run(content, demanded);
  }

  /**
   * Moves the history to another bookkeeping of this database, in one transaction.
   *
   * @param target empty for a bookkeeping of this target only
   * @return false if there is nothing to move
   */
  public boolean move(String namespace, String target) {
    context.link().forgetLook();
    return new BookkeepingMove(context).to(namespace, target);
  }

  /**
   * Reads what the database remembers; takes no lock and writes nothing.
   *
   * @return {@link Recorded#NOTHING} where there is no bookkeeping
   */
  public Recorded read() {
    reporter().on(new Event.Phase("reading the history"));
    return context.link().look();
  }

  /** Reads the same of several targets that share the bookkeeping; of some there is nothing. */
  public Map<String, Recorded> readShared(List<String> targets) {
    if (!server().bookkeeping() || !server().views()) {
      return Map.of();
    }
    try {
      return session().readShared(targets);
    } catch (SQLException e) {
      // Whatever it is, each target that is looked at by itself says so.
      session().send("rollback");
      return Map.of();
    }
  }

  /**
   * Runs one query on the bookkeeping.
   *
   * @return its rows as text; none where there is no bookkeeping
   */
  public List<List<String>> query(String sql) {
    return session().query(sql);
  }

  /**
   * Returns whether the bookkeeping has an event log and a journal: from version 0.2 on; false also
   * where there is no bookkeeping.
   */
  public boolean hasEvents() {
    return server().journal();
  }

  /** Reads the forward SQL of a history row as it was applied; null for a code migration. */
  public String storedForward(AppliedMigration row) {
    return session().storedForward(row.row());
  }

  /** Reads the rollback SQL of a history row as it was applied; null where there is none. */
  public String storedRollback(AppliedMigration row) {
    return session().storedRollback(row.row());
  }

  /** Reads something of the database that is not the bookkeeping. */
  @FunctionalInterface
  public interface Look<T> {
    /**
     * Reads it.
     *
     * @param connection outside any transaction
     */
    T at(Connection connection) throws SQLException;
  }

  /**
   * Reads something of the database that is not the bookkeeping.
   *
   * @throws PostcarException.Refusal if the server does not let it
   */
  public <T> T look(Look<T> look) {
    try {
      return look.at(session().connection());
    } catch (SQLException e) {
      throw new PostcarException.Refusal(
          "Refused: %s (SQLSTATE %s). Nothing was changed."
              .formatted(ServerSaid.of(e), e.getSQLState()),
          e,
          null);
    }
  }

  /** Begins to count what a run does. */
  public RunProgress progress(String name, Function<RunOutcome, Result> result) {
    return new RunProgress(name, database(), startedAt, result);
  }

  /** Returns whether the bookkeeping may stay as it is where no migration runs. */
  public boolean isUpToDate(Recorded recorded) {
    return !recorded.known() || !recorded.isBehind();
  }

  /**
   * Waits for the runner lock.
   *
   * @param progress counts what is done under it
   * @throws PostcarException.Lock if another runner keeps it
   * @throws PostcarException.Refusal if the database cannot be written
   */
  public PlannedRun lock(RunProgress progress) {
    server().refuseUnlessWritable();
    Interruption interruption = context.interruption();
    interruption.begin();
    try {
      interruption.endIfRequested("Interrupted before anything was done. Nothing was changed.");
      return new PlannedRun(context, progress);
    } catch (RuntimeException | Error e) {
      interruption.end();
      throw e;
    }
  }

  private Session session() {
    return context.session();
  }

  private ServerInfo server() {
    return session().server();
  }

  @Override
  public void close() {
    context.link().close();
  }

  /** Who hears what happens. */
  public Reporter reporter() {
    return context.reporter();
  }
}
