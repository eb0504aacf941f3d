package dev.postcar.run;

import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.monitor.Watch;
import dev.postcar.report.Event;
import java.sql.SQLException;
import java.time.Duration;

/** The session of an operation; another one once its connection was lost. */
final class Link implements AutoCloseable {

  private final Connections connections;
  private Session session;

  Link(Connections connections, RunOptions options) {
    this.connections = connections;
    this.session = Session.open(connections, options);
  }

  Session session() {
    return session;
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
