package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.history.HistorySchema;
import dev.postcar.internal.history.HistoryVersion;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.session.Session;
import java.sql.SQLException;
import java.time.Duration;

/** Creates postcar's own tables, or brings them to this postcar's version, in one transaction. */
final class HistoryUpgrade {

  private final Session session;
  private final Reporter reporter;

  HistoryUpgrade(Session session, Reporter reporter) {
    this.session = session;
    this.reporter = reporter;
  }

  /**
   * Upgrades where that is needed; returns whether anything was written.
   *
   * @throws dev.postcar.PostcarException.Refusal if the role may not create the schema
   */
  boolean run(Recorded recorded) {
    if (!recorded.isBehind()) {
      return false;
    }
    try {
      session.execute(begin() + HistorySchema.lock(namespace()));
      session.lookAgain();
      Recorded found = found();
      if (!found.known()) {
        new OtherPlace(session).refuseHistory();
      }
      session.execute(statements(found));
      // A schema that another role has made meanwhile is refused before anything stays in it.
      session.lookAgain();
      session.execute("commit");
      report(found.version());
      return true;
    } catch (PostcarException.Refusal e) {
      session.send("rollback");
      throw e;
    } catch (SQLException e) {
      session.send("rollback");
      throw BookkeepingFailure.of(e, session.options());
    }
  }

  /** The same as statements for a transaction that is open already. */
  String inOpenTransaction(Recorded recorded) {
    return recorded.isBehind()
        ? HistorySchema.lock(namespace()) + ";\n" + statements(recorded)
        : "";
  }

  private String begin() {
    return String.join(
            ";\n",
            session
                .state()
                .begin(session.options().lockWait(), Duration.ZERO, "postcar bookkeeping"))
        + ";\n";
  }

  String statements(Recorded found) {
    return HistorySchema.upgrade(namespace(), session.options().target(), found);
  }

  /** What is there under the lock: another runner may have made it meanwhile. */
  Recorded found() {
    return session.server().bookkeeping() ? session.readInTransaction() : Recorded.NOTHING;
  }

  private void report(HistoryVersion from) {
    if (HistorySchema.isOlder(from)) {
      reporter.on(
          new Event.BookkeepingUpgraded(
              namespace(), from.toString(), HistorySchema.CURRENT.toString()));
    }
  }

  private String namespace() {
    return session.options().namespace();
  }
}
