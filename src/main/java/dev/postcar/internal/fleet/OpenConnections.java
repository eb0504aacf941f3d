package dev.postcar.internal.fleet;

import dev.postcar.internal.session.Connections;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Connections that wait for the next target of their database. Those in use and those that wait are
 * together no more than there may be, in all and on each server.
 */
final class OpenConnections implements AutoCloseable {

  /** After so long a server may have closed it. */
  private static final long FRESH_NANOS = 1_000_000_000L;

  private record Idle(TargetPlace place, Connections connections, long since) {

    boolean isFresh() {
      return System.nanoTime() - since < FRESH_NANOS;
    }
  }

  private final FleetSettings settings;
  private final Deque<Idle> idle = new ArrayDeque<>();
  private final List<TargetPlace> used = new ArrayList<>();

  OpenConnections(FleetSettings settings) {
    this.settings = settings;
  }

  /** One that waits for this place; null where it has to be opened. Others make room for it. */
  Connections take(TargetPlace place) {
    List<Connections> tooMany = new ArrayList<>();
    Connections found;
    synchronized (this) {
      for (Idle old = idle.peekFirst(); old != null && !old.isFresh(); old = idle.peekFirst()) {
        tooMany.add(idle.removeFirst().connections());
      }
      found = remove(place);
      used.add(place);
      while (found == null && onServer(place.server()) > settings.perServer()) {
        Idle other = firstOn(place.server());
        if (other == null) {
          break;
        }
        tooMany.add(other.connections());
      }
      while (found == null && !idle.isEmpty() && idle.size() + used.size() > settings.parallel()) {
        tooMany.add(idle.removeFirst().connections());
      }
    }
    tooMany.forEach(Connections::close);
    return found;
  }

  private Connections remove(TargetPlace place) {
    for (Iterator<Idle> at = idle.descendingIterator(); at.hasNext(); ) {
      Idle one = at.next();
      if (one.place().equals(place)) {
        at.remove();
        return one.connections();
      }
    }
    return null;
  }

  private Idle firstOn(String server) {
    for (Iterator<Idle> at = idle.iterator(); at.hasNext(); ) {
      Idle one = at.next();
      if (one.place().server().equals(server)) {
        at.remove();
        return one;
      }
    }
    return null;
  }

  private int onServer(String server) {
    int count = 0;
    for (Idle one : idle) {
      count += one.place().server().equals(server) ? 1 : 0;
    }
    for (TargetPlace one : used) {
      count += one.server().equals(server) ? 1 : 0;
    }
    return count;
  }

  /** Gives one back, to wait for another target of its place if there is any. */
  void give(TargetPlace place, Connections connections, boolean needed) {
    synchronized (this) {
      used.remove(place);
      if (needed) {
        idle.addLast(new Idle(place, connections, System.nanoTime()));
        return;
      }
    }
    connections.close();
  }

  @Override
  public synchronized void close() {
    idle.forEach(one -> one.connections().close());
    idle.clear();
  }
}
