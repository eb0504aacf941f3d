package dev.postcar;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a {@linkplain Context#inBatches(String, Throttle) backfill} leaves to others: between two
 * rounds it pauses while one of the limits is exceeded.
 *
 * @param pause after every round; zero for none
 * @param round a round that takes longer is followed by a pause as long as the excess; zero where
 *     the length does not matter
 * @param limits what is looked at, and the largest value at which the rounds continue; what is not
 *     in it is not looked at
 * @param atMost how long one pause may last before the migration fails, to be resumed later; zero
 *     for no limit
 */
public record Throttle(Duration pause, Duration round, Map<Limit, Long> limits, Duration atMost) {

  /** What may be too much. */
  public enum Limit {
    /** Milliseconds since a connected standby has replayed what it has received. */
    LAG_MS,
    /** Bytes of WAL that a connected standby has not replayed yet. */
    LAG_BYTES,
    /** Sessions that wait at the end of a round for a lock that the round has taken. */
    LOCK_WAITS,
    /** Vacuums that work on the table, those of autovacuum included. */
    VACUUMS,
    /** Dead rows in the table: above where autovacuum begins, or nothing ever ends the pause. */
    DEAD_ROWS,
    /** Bytes of WAL that are not archived yet, where there is an archive. */
    UNARCHIVED_BYTES
  }

  /** Refuses negative values. */
  public Throttle {
    limits = Map.copyOf(limits);
    if (pause.isNegative() || round.isNegative() || atMost.isNegative()) {
      throw new IllegalArgumentException("a duration cannot be negative");
    }
    limits.forEach(
        (limit, most) -> {
          if (most < 0) {
            throw new IllegalArgumentException(limit + " cannot be negative: " + most);
          }
        });
  }

  /**
   * Never pauses.
   *
   * @return not null
   */
  public static Throttle none() {
    return new Throttle(Duration.ZERO, Duration.ZERO, Map.of(), Duration.ZERO);
  }

  /**
   * Pauses for standbys that are 10 s or 256 MB behind, for any session that waits for a lock of
   * the backfill, for a vacuum of the table, and for 1 GB of WAL that is not archived; a round that
   * takes longer than 1 s is followed by a pause. A pause has no limit.
   *
   * @return not null
   */
  public static Throttle gentle() {
    return none()
        .round(Duration.ofSeconds(1))
        .limit(Limit.LAG_MS, 10_000)
        .limit(Limit.LAG_BYTES, 256L << 20)
        .limit(Limit.LOCK_WAITS, 0)
        .limit(Limit.VACUUMS, 0)
        .limit(Limit.UNARCHIVED_BYTES, 1L << 30);
  }

  /**
   * The same with another pause after every round.
   *
   * @param time not null or negative
   * @return not null
   */
  public Throttle pause(Duration time) {
    return new Throttle(time, round, limits, atMost);
  }

  /**
   * The same with another length of a round that needs no pause.
   *
   * @param time not null or negative
   * @return not null
   */
  public Throttle round(Duration time) {
    return new Throttle(pause, time, limits, atMost);
  }

  /**
   * The same with a limit, in place of the one it may have.
   *
   * @param limit what is looked at; not null
   * @param most the largest value at which the rounds continue; not negative
   * @return not null
   */
  public Throttle limit(Limit limit, long most) {
    Map<Limit, Long> changed = new EnumMap<>(Limit.class);
    changed.putAll(limits);
    changed.put(limit, most);
    return new Throttle(pause, round, changed, atMost);
  }

  /**
   * The same without a limit.
   *
   * @param limit what is no longer looked at; not null
   * @return not null
   */
  public Throttle without(Limit limit) {
    Map<Limit, Long> changed = new EnumMap<>(Limit.class);
    changed.putAll(limits);
    changed.remove(limit);
    return new Throttle(pause, round, changed, atMost);
  }

  /**
   * The same with another limit of a pause.
   *
   * @param time after which the migration fails; zero for never, not null or negative
   * @return not null
   */
  public Throttle atMost(Duration time) {
    return new Throttle(pause, round, limits, time);
  }
}
