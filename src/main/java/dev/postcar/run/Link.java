package dev.postcar.run;

import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.history.Recorded;
import dev.postcar.monitor.Watch;
import dev.postcar.report.Event;
import java.sql.SQLException;
import java.time.Duration;

/** The session of an operation; another one once its connection was lost. */
final class Link implements AutoCloseable {

  private final Connections connections;
  private Session session;
  private Ahead.Early early;

  Link(Connections connections, RunOptions options) {
    this.connections = connections;
    Ahead ahead = connections.takeAhead(options);
    this.early = ahead == null ? null : ahead.get();
    this.session = early == null ? Session.open(connections, options) : early.session();
  }

  Session session() {
    return session;
  }

  /**
   * A first look at what the database remembers, before any lock; it may have been read while the
   * migrations were looked for.
   */
  Recorded look() {
    Ahead.Early first = early;
    early = null;
    if (first == null) {
      return session.read();
    }
    Recorded fresh = first.fresh();
    return fresh != null ? fresh : session.readAnew();
  }

  /** What was read before is no longer so: the next look reads. */
  void forgetLook() {
    early = null;
  }

  /**
   * Connects again, and tries for as long as the options say.
   *
   * @throws PostcarException.Connection if that was in vain; the session is the lost one then
   */
  void renew() {
    session.close();
    long deadline = System.nanoTime() + session.options().settling().toNanos();
    for (int attempt = 0; ; attempt++) {
      try {
        session = Session.open(connections, session.options());
        return;
      } catch (PostcarException.Connection e) {
        boolean mayPass = e.getCause() instanceof SQLException sql && ConnectFailure.mayPass(sql);
        if (!mayPass || System.nanoTime() >= deadline) {
          throw e;
        }
        Retry.pause(attempt, Duration.ofMillis(100), Duration.ofSeconds(1));
      }
    }
  }

  /** Watches what the session waits for, on a connection beside. */
  Watch watch(Reporter reporter) {
    return new Watch(
        connections::beside,
        session.facts().backendPid(),
        seen -> reporter.on(new Event.Said(null, seen)));
  }

  @Override
  public void close() {
    session.close();
  }
}
