package dev.postcar.internal.run;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.internal.session.Retry;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.Durations;
import dev.postcar.internal.sql.OwnSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * Connects again after a connection was lost, and sees to it that the lost session can write
 * nothing any more: only then does the database show how its last message ended.
 *
 * <p>Whatever fails on the way is tried again for as long as the options say.
 */
final class Reconnection {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final RunContext context;
  private final SQLException lost;
  private final int oldPid;
  private final boolean pooled;
  private final long startedAt = System.nanoTime();
  private boolean reported;

  /** Nothing done yet. */
  Reconnection(RunContext context, SQLException lost) {
    this.context = context;
    this.lost = lost;
    this.oldPid = context.session().server().backendPid();
    this.pooled = context.session().server().pooled();
  }

  /** Reads what the lost session has left. */
  @FunctionalInterface
  interface Reading<T> {
    T of(Session session) throws SQLException;
  }

  /** The server could not be asked in the time that there is. */
  static final class Unknown extends Exception {
    private static final long serialVersionUID = 1L;

    Unknown(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /**
   * Connects, waits until the lost session is gone, and reads.
   *
   * @param reading on the new session, outside any transaction
   * @throws Unknown if that was not possible in time
   */
  <T> T read(Reading<T> reading) throws Unknown {
    // On a virtual thread an interrupt would close the new connection, too.
    boolean interrupted = Thread.interrupted();
    say(
        "the connection was lost ("
            + ServerSaid.of(lost)
            + "): connecting again, for up to "
            + Durations.format(context.session().options().settling())
            + ", to read what was committed");
    try {
      for (int attempt = 0; ; attempt++) {
        try {
          context.link().renew();
          refuseStandby();
          endLostSession();
          return reading.of(context.session());
        } catch (SQLException | PostcarException e) {
          if (isOver() || !mayPass(e)) {
            throw new Unknown(reason(e), e);
          }
          Retry.pause(attempt, FIRST_PAUSE, LONGEST_PAUSE);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** A standby may be promoted in a moment; what it shows before may lag behind. */
  private void refuseStandby() throws SQLException {
    if (context.session().server().standby()) {
      throw new SQLException("the server that answers is a standby", "57P03");
    }
  }

  /**
   * What the lost session was sent it may still be at. Where its process cannot be seen, as behind
   * a pooler, the generation is moved: that waits for a transaction under way, and what begins
   * later fails at its fence.
   */
  private void endLostSession() throws SQLException {
    if (!pooled && !waitForItsEnd()) {
      throw new SQLException("server process " + oldPid + " is still at work", "55006");
    }
    if (pooled && context.session().server().bookkeeping()) {
      fenceOff();
    }
  }

  private boolean waitForItsEnd() throws SQLException {
    for (int attempt = 0; ; attempt++) {
      // As the login, not as the role: the process is the login's.
      List<List<String>> rows = context.session().rowsAsLogin(process("a.state"));
      if (rows.isEmpty()) {
        return true;
      }
      boolean idle = String.valueOf(rows.get(0).get(0)).startsWith("idle");
      boolean halfOver = System.nanoTime() - startedAt > settling() / 2;
      if (idle || halfOver || context.interruption().isRequested()) {
        context.session().rowsAsLogin(process("pg_catalog.pg_terminate_backend(a.pid)"));
      }
      if (isOver()) {
        return false;
      }
      if (!reported && attempt > 3) {
        reported = true;
        say("waiting for server process " + oldPid + ", left by the lost connection, to end");
      }
      Retry.pause(attempt, FIRST_PAUSE, LONGEST_PAUSE);
    }
  }

  /** The pid may be another's by now: one that began after the loss is not ours. */
  private String process(String column) {
    return """
    select %s from pg_catalog.pg_stat_activity a
     where a.pid = %d and a.datname = pg_catalog.current_database()
       and a.backend_start < pg_catalog.clock_timestamp() - interval '%d milliseconds'"""
        .formatted(column, oldPid, (System.nanoTime() - startedAt) / 1_000_000);
  }

  private void fenceOff() throws SQLException {
    Session session = context.session();
    SQLException error =
        session
            .send(
                "begin;\nset local lock_timeout = "
                    + Math.max(1, (settling() - (System.nanoTime() - startedAt)) / 1_000_000)
                    + ";\n"
                    + OwnSql.LOCAL
                    + session.asRole()
                    + context.text().fenceOff()
                    + ";\ncommit")
            .error();
    if (error != null) {
      session.send("rollback");
      throw error;
    }
  }

  private long settling() {
    return context.session().options().settling().toNanos();
  }

  private boolean isOver() {
    return System.nanoTime() - startedAt > settling();
  }

  /** A wrong password stays wrong; all else may be the server on its way up again. */
  private static boolean mayPass(Exception e) {
    String state =
        e instanceof SQLException own
            ? String.valueOf(own.getSQLState())
            : e.getCause() instanceof SQLException own ? String.valueOf(own.getSQLState()) : "";
    return (state.startsWith("08") && !state.equals("08004"))
        || state.startsWith("57")
        || state.startsWith("53")
        || state.startsWith("55")
        || state.equals("25006")
        || state.equals("40001");
  }

  private static String reason(Exception e) {
    Throwable said = e instanceof PostcarException && e.getCause() != null ? e.getCause() : e;
    return said instanceof SQLException own ? ServerSaid.of(own) : String.valueOf(e.getMessage());
  }

  private void say(String text) {
    context.reporter().on(new Event.Warning(text));
  }
}
