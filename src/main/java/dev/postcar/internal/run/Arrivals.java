package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.Reporter;
import java.util.HashSet;
import java.util.Set;

/**
 * Passes events on. A migration of a long message is reported as soon as its commit is known; what
 * the end of the message says of it again is left out.
 */
final class Arrivals implements Reporter {

  private record Done(MigrationId id, boolean forward) {}

  private final Reporter reporter;
  private final Set<Done> reported = new HashSet<>();

  Arrivals(Reporter reporter) {
    this.reporter = reporter;
  }

  private static Done of(Event.MigrationFinished finished) {
    return new Done(finished.id(), finished.direction() == Direction.FORWARD);
  }

  /** Reports it now; what {@link #on} is given later of the same is nothing new. */
  synchronized void early(Event.MigrationFinished finished) {
    reporter.on(finished);
    reported.add(of(finished));
  }

  @Override
  public void on(Event event) {
    if (!(event instanceof Event.MigrationFinished finished) || !isKnown(finished)) {
      reporter.on(event);
    }
  }

  private synchronized boolean isKnown(Event.MigrationFinished finished) {
    return reported.remove(of(finished));
  }
}
