package dev.postcar.options;

import dev.postcar.Dump;
import dev.postcar.PostcarException;
import dev.postcar.result.TableStats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What is rehearsed, on which data, under which load.
 *
 * @param from the first migration that is measured, by any unambiguous form of its name; null for
 *     those that are pending
 * @param data what is in the tables; not null
 * @param load who uses them meanwhile; not null
 * @param failOn from which wait for a lock on the rehearsal is a finding; null for never
 */
public record RehearseOptions(String from, Data data, Load load, Duration failOn) {

  /** Refuses what is missing, and a limit of no time. */
  public RehearseOptions {
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(load, "load");
    if (failOn != null && (failOn.isNegative() || failOn.isZero())) {
      throw new PostcarException.Configuration("The longest wait must be more than 0.");
    }
  }

  /**
   * What is pending, on made-up data, with the traffic that postcar makes; no wait is a finding.
   *
   * @return the options
   */
  public static RehearseOptions pending() {
    return new RehearseOptions(null, Data.rows(100_000), Load.auto(), null);
  }

  /**
   * What is in the tables.
   *
   * @param rows of each table that {@code like} does not name
   * @param like the sizes to make up; {@link TableStats#UNKNOWN} for none
   * @param dump what is restored instead; null for made-up rows
   * @param database the URL of a clone, which is changed; null for a scratch database
   * @param confirmed the name of that clone's database, typed by whoever wants it changed; null
   *     without a clone
   */
  public record Data(long rows, TableStats like, Dump dump, String database, String confirmed) {

    /** Refuses a null for the sizes, and less than a row. */
    public Data {
      Objects.requireNonNull(like, "like");
      if (rows < 1) {
        throw new PostcarException.Configuration("--rows must be 1 or more, not " + rows + ".");
      }
    }

    /**
     * Made-up rows, as many in each table.
     *
     * @param rows 1 or more
     * @return the data
     */
    public static Data rows(long rows) {
      return new Data(rows, TableStats.UNKNOWN, null, null, null);
    }

    /**
     * Made-up rows, as many as a real database has.
     *
     * @param stats its sizes; not null
     * @return the data
     */
    public static Data like(TableStats stats) {
      return new Data(1, stats, null, null, null);
    }

    /**
     * Those of a dump.
     *
     * @param dump plain; not null
     * @return the data
     */
    public static Data of(Dump dump) {
      return new Data(1, TableStats.UNKNOWN, Objects.requireNonNull(dump, "dump"), null, null);
    }

    /**
     * Those of a clone. The rehearsal changes it for good.
     *
     * @param url {@code postgresql://}, {@code postgres://} or {@code jdbc:postgresql://}; not null
     * @param name of its database, as a confirmation; not null
     * @return the data
     */
    public static Data clone(String url, String name) {
      return new Data(1, TableStats.UNKNOWN, null, Objects.requireNonNull(url, "url"), name);
    }
  }

  /**
   * Who uses the tables meanwhile.
   *
   * @param scripts a directory of pgbench scripts; null for traffic that postcar makes
   * @param clients connections at a time
   * @param rate transactions a second, of all clients
   * @param around how long the traffic runs before the first migration, and after the last one
   * @param seed the same one repeats the same traffic
   */
  public record Load(Path scripts, int clients, int rate, Duration around, long seed) {

    /** Refuses no client, no transaction and no time. */
    public Load {
      if (clients < 1 || rate < 1 || around.isNegative() || around.isZero()) {
        throw new PostcarException.Configuration(
            "--clients, --rate and --seconds must be 1 or more.");
      }
    }

    /**
     * Eight clients that read and write by key, 100 transactions a second, 5 s before and after.
     *
     * @return the load
     */
    public static Load auto() {
      return new Load(null, 8, 100, Duration.ofSeconds(5), 1);
    }
  }
}
