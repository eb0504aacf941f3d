package dev.postcar.internal.session;

import dev.postcar.Event;
import dev.postcar.Reporter;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.monitor.StallDetector;
import dev.postcar.internal.monitor.Watch;
import dev.postcar.result.ServerAddress;
import java.util.function.Consumer;

/** The session of an operation; another one once its connection was lost. */
public final class SessionHolder implements AutoCloseable {

  private final Connections connections;
  private Session session;
  private Prefetch.Prefetched early;

  public SessionHolder(Connections connections, Config options) {
    this.connections = connections;
    String place = connections.place();
    options
        .reporter()
        .on(new Event.Phase(place.isEmpty() ? "connecting" : "connecting to " + place));
    Prefetch ahead = connections.takeAhead(options);
    this.early = ahead == null ? null : ahead.get();
    this.session = early == null ? Session.open(connections, options) : early.session();
  }

  public Session session() {
    return session;
  }

  /** Where the session leads. */
  public ServerAddress address() {
    return connections.address(session.connection());
  }

  /**
   * A first look at what the database remembers, before any lock; it may have been read while the
   * migrations were looked for.
   */
  public Recorded look() {
    Prefetch.Prefetched first = early;
    early = null;
    if (first == null) {
      return session.read();
    }
    Recorded fresh = first.fresh();
    return fresh != null ? fresh : session.readAnew();
  }

  /** What was read before is no longer so: the next look reads. */
  public void forgetLook() {
    early = null;
  }

  /**
   * Closes the session, which is lost, and opens another.
   *
   * @throws dev.postcar.PostcarException if that is not possible; the session is the lost one then
   */
  public void renew() {
    session.close();
    session = Session.open(connections, session.options());
  }

  /** Watches what the session waits for, on a second connection. */
  public Watch watch(Reporter reporter) {
    Session watched = session;
    Consumer<String> report = seen -> reporter.on(new Event.Said(null, seen));
    return new Watch(
        connections::lookout,
        watched.server().backendPid(),
        reporter,
        new StallDetector(
            watched.options().settling(), !watched.server().pooled(), report, watched::abort),
        watched.options().lockTimeout(),
        watched.options().retries() + 1);
  }

  @Override
  public void close() {
    session.close();
  }
}
