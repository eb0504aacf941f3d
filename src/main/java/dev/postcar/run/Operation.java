package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.ViewChange;
import dev.postcar.history.AppliedMigration;
import dev.postcar.history.HistorySchema;
import dev.postcar.history.HistoryText;
import dev.postcar.history.Recorded;
import dev.postcar.plan.Plan;
import dev.postcar.report.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * One command's way through the database: read, plan, lock, read and plan again, run.
 *
 * <p>Where nothing is to be done it ends after the first plan: no lock is taken, nothing written.
 */
public final class Operation implements AutoCloseable {

  private final Equipment equipment;
  private final long begun = System.nanoTime();

  /**
   * Connects.
   *
   * @param connections where to
   * @param options how to run
   * @param postcarVersion what the history names as its writer
   * @param reporter is told of everything on the way
   * @param interruption may end the operation
   * @throws PostcarException.Connection if that is not possible
   */
  public Operation(
      Connections connections,
      RunOptions options,
      String postcarVersion,
      Reporter reporter,
      Interruption interruption) {
    HistoryText text = new HistoryText(options.namespace(), postcarVersion);
    this.equipment = new Equipment(new Link(connections, options), text, reporter, interruption);
    String writers = facts().trust().warning(options.namespace());
    if (writers != null) {
      reporter.on(new Event.Warning(writers));
    }
    connections.warn(reporter, options.role(), equipment.session().connection());
  }

  /**
   * What came of an operation.
   *
   * @param database the database's name
   * @param done what was done, in order
   * @param views what was done to managed views, in order
   * @param pending how many a migrate has still to do
   * @param durationMs milliseconds of the whole operation, by the client's clock
   */
  public record Outcome(
      String database, List<Done> done, List<ViewChange> views, int pending, long durationMs) {}

  /**
   * The database's name.
   *
   * @return as the server gives it
   */
  public String database() {
    return facts().database();
  }

  /**
   * Tells whether there is a bookkeeping.
   *
   * @return what was found when the connection was opened
   */
  public boolean hasBookkeeping() {
    return facts().bookkeeping();
  }

  /**
   * Tells whether the database holds nothing of a user's; takes no lock.
   *
   * @return false if there is any relation, function, type or schema outside extensions
   * @throws PostcarException.Refusal if the catalog cannot be read
   */
  public boolean isEmpty() {
    try {
      return Emptiness.whatIsThere(session()::rowsAsLogin) == null;
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, session().options());
    }
  }

  /**
   * Fills an empty database in one transaction.
   *
   * @param content with what
   * @param demanded whether a database that is not empty is an error
   * @return false if the database is not empty, and nothing was done
   * @throws PostcarException as the content throws it
   */
  public boolean load(Load.Content content, boolean demanded) {
    equipment.link().forgetLook();
    return new Load(equipment).run(content, demanded);
  }

  /**
   * Reads what the database remembers; takes no lock and writes nothing.
   *
   * @return {@link Recorded#NOTHING} where there is no bookkeeping
   */
  public Recorded read() {
    return equipment.link().look();
  }

  /**
   * Runs one query on the bookkeeping.
   *
   * @param sql the query
   * @return its rows as text; none where there is no bookkeeping
   */
  public List<List<String>> query(String sql) {
    return session().query(sql);
  }

  /**
   * Tells whether the bookkeeping has an event log and a journal: from version 0.2 on.
   *
   * @return false also where there is no bookkeeping
   */
  public boolean hasEvents() {
    return facts().journal();
  }

  /**
   * Reads the forward SQL of a history row as it was applied.
   *
   * @param row the row
   * @return null for a code migration
   */
  public String storedForward(AppliedMigration row) {
    return session().storedForward(row.row());
  }

  /**
   * Reads the rollback SQL of a history row as it was applied.
   *
   * @param row the row
   * @return null where there is none
   */
  public String storedRollback(AppliedMigration row) {
    return session().storedRollback(row.row());
  }

  /**
   * Reads something of the database that is not the bookkeeping.
   *
   * @param <T> what is read
   */
  @FunctionalInterface
  public interface Look<T> {
    /**
     * Reads it.
     *
     * @param connection outside any transaction
     * @return what was read
     * @throws SQLException as the server says
     */
    T at(Connection connection) throws SQLException;
  }

  /**
   * Reads something of the database that is not the bookkeeping.
   *
   * @param look reads it
   * @param <T> what is read
   * @return what it read
   * @throws PostcarException.Refusal if the server does not let it
   */
  public <T> T look(Look<T> look) {
    try {
      return look.at(session().connection());
    } catch (SQLException e) {
      throw new PostcarException.Refusal(
          "Refused: "
              + ServerSaid.of(e)
              + " (SQLSTATE "
              + e.getSQLState()
              + "). Nothing was changed.",
          e,
          null);
    }
  }

  /**
   * Plans and runs.
   *
   * @param name the command, for the event log
   * @param planner makes the plan from what the database remembers; called again whenever that has
   *     changed
   * @param result makes the result record that a failure carries
   * @return what came of it
   * @throws PostcarException as the planner and the run throw it
   */
  public Outcome perform(
      String name, Function<Recorded, Plan> planner, Function<Outcome, Object> result) {
    Tally tally = new Tally(name, database(), begun, result);
    Recorded recorded = read();
    // What looks interrupted may be running just now: only the lock can tell.
    if (!recorded.hasUnfinished()) {
      Plan plan = planner.apply(recorded);
      boolean upToDate = !HistorySchema.isOlder(recorded.version());
      if (plan.isEmpty() && (upToDate || !hasBookkeeping())) {
        return tally.outcome(plan.pendingBefore());
      }
    }
    facts().refuseUnlessWritable();
    Interruption interruption = equipment.interruption();
    interruption.begin();
    try {
      interruption.endIfRequested("Interrupted before anything was done. Nothing was changed.");
      return new PlannedRun(equipment, planner, tally).run();
    } finally {
      interruption.end();
    }
  }

  private Session session() {
    return equipment.session();
  }

  private Facts facts() {
    return session().facts();
  }

  @Override
  public void close() {
    equipment.link().close();
  }
}
