package dev.postcar.run;

import dev.postcar.Reporter;
import dev.postcar.history.Recorded;
import dev.postcar.monitor.Silence;
import dev.postcar.monitor.Watch;
import dev.postcar.report.Event;
import java.util.function.Consumer;

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
   * Closes the session, which is lost, and opens another.
   *
   * @throws dev.postcar.PostcarException if that is not possible; the session is the lost one then
   */
  void renew() {
    session.close();
    session = Session.open(connections, session.options());
  }

  /** Watches what the session waits for, on a second connection. */
  Watch watch(Reporter reporter) {
    Session watched = session;
    Consumer<String> told = seen -> reporter.on(new Event.Said(null, seen));
    return new Watch(
        connections::lookout,
        watched.facts().backendPid(),
        (text, due) -> reporter.on(new Event.Running(text, due)),
        new Silence(watched.options().settling(), !watched.facts().pooled(), told, watched::abort),
        watched.options().lockTimeout());
  }

  @Override
  public void close() {
    session.close();
  }
}
