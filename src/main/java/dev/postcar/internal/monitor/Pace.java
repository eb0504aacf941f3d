package dev.postcar.internal.monitor;

import dev.postcar.Event;
import dev.postcar.MigrationId;

/** How fast something goes: tells, from what is done by now, when the rest will be. */
public final class Pace {

  private final MigrationId id;
  private final String doing;
  private final String unit;
  private final long startedAt = System.nanoTime();
  private final long from;

  /** Of something that begins now. */
  public Pace(MigrationId id, String doing, String unit) {
    this(id, doing, unit, 0);
  }

  /**
   * Of something that is seen from now on.
   *
   * @param id of the migration; null outside migrations
   * @param from units that are done already
   */
  public Pace(MigrationId id, String doing, String unit, long from) {
    this.id = id;
    this.doing = doing;
    this.unit = unit;
    this.from = from;
  }

  /**
   * How far it is.
   *
   * @param total negative where not known
   */
  public Event.Progress at(long done, long total) {
    return at("", done, total, (System.nanoTime() - startedAt) / 1_000_000);
  }

  /** The same of a phase of something that began so many milliseconds ago. */
  Event.Progress at(String phase, long done, long total, long elapsedMs) {
    double spent = (System.nanoTime() - startedAt) / 1e6;
    boolean known = done > from && total >= done;
    long remaining = known ? Math.round(spent * (total - done) / (done - from)) : -1;
    long rate = done > from && spent > 0 ? Math.round(1000 * (done - from) / spent) : -1;
    return new Event.Progress(id, doing, phase, done, total, unit, elapsedMs, rate, remaining);
  }
}
