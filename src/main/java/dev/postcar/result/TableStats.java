package dev.postcar.result;

import java.util.List;
import java.util.Optional;

/**
 * How large the tables of a database are, and how busy.
 *
 * @param tables the largest first
 */
public record TableStats(List<Table> tables) implements Result {

  /** Of a database of which nothing is known. */
  public static final TableStats UNKNOWN = new TableStats(List.of());

  private static final long LARGE_BYTES = 1L << 30;
  private static final long LARGE_ROWS = 10_000_000;
  private static final long SMALL_BYTES = 10L << 20;
  private static final long SMALL_ROWS = 100_000;

  /** Reads and writes since the server's statistics were reset, from which a table is busy. */
  private static final long BUSY = 10_000_000;

  /** Takes a copy of the tables. */
  public TableStats {
    tables = List.copyOf(tables);
  }

  /**
   * One table, or materialized view; a partitioned one with its partitions.
   *
   * @param relation its name, with its schema unless that is {@code public}
   * @param bytes with its indexes and TOAST
   * @param rows as the server estimates them
   * @param reads scans of the table and of its indexes, since the statistics were reset
   * @param writes rows inserted, updated and deleted, since the statistics were reset
   * @param columns those that have been analyzed; empty where not known
   */
  public record Table(
      String relation, long bytes, long rows, long reads, long writes, List<Column> columns) {

    /** Takes a copy of the columns. */
    public Table {
      columns = List.copyOf(columns);
    }

    /** Makes one of whose columns nothing is known. */
    public Table(String relation, long bytes, long rows, long reads, long writes) {
      this(relation, bytes, rows, reads, writes, List.of());
    }

    /**
     * Looks up a column.
     *
     * @param name without quotes
     * @return empty where it is not known
     */
    public Optional<Column> column(String name) {
      return columns.stream().filter(column -> column.name().equals(name)).findFirst();
    }

    /**
     * Returns whether reading or writing all of it takes long.
     *
     * @return true from 1 GiB or 10 million rows on
     */
    public boolean isLarge() {
      return bytes >= LARGE_BYTES || rows >= LARGE_ROWS;
    }

    /**
     * Returns whether reading or writing all of it takes no time, and few notice.
     *
     * @return true below 10 MiB and 100,000 rows, unless it is busy
     */
    public boolean isSmall() {
      return bytes < SMALL_BYTES && rows < SMALL_ROWS && reads + writes < BUSY;
    }

    /**
     * Returns whether there is nothing to read or write.
     *
     * @return true for a small table of which the server knows no row
     */
    public boolean isEmpty() {
      return rows == 0 && isSmall();
    }
  }

  /**
   * What the values of a column are like; none of the values.
   *
   * @param name without quotes
   * @param width bytes of a value, on average
   * @param distinct how many different values there are, as the server estimates it
   * @param nulls in how many rows it is null, as the server estimates it
   */
  public record Column(String name, int width, long distinct, long nulls) {}

  /**
   * Looks up a table.
   *
   * @param relation its name, with its schema unless that is {@code public}
   * @return empty where it is not known
   */
  public Optional<Table> of(String relation) {
    return tables.stream().filter(table -> table.relation().equals(relation)).findFirst();
  }
}
