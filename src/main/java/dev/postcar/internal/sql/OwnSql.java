package dev.postcar.internal.sql;

import java.time.Duration;

/**
 * What postcar's own SQL runs under. Whoever may create in a schema of the search_path, or set that
 * of a role or database, could otherwise put operators and functions of their own in the place of
 * PostgreSQL's (CVE-2018-1058).
 */
public final class OwnSql {

  /** The search_path: nothing that anybody else may create in. */
  public static final String SEARCH_PATH = "pg_catalog, pg_temp";

  /** Sets it, in a transaction; rows that row security would hide are an error. */
  public static final String LOCAL =
      "set local search_path = pg_catalog, pg_temp;\nset local row_security = off;\n";

  private OwnSql() {}

  /**
   * Begins a transaction that only reads.
   *
   * @param lockTimeout how long to wait for a lock
   * @return statements, each ended by a semicolon; they return no rows
   */
  public static String reading(Duration lockTimeout) {
    return "begin read only;\n"
        + LOCAL
        + "set local statement_timeout = 0;\nset local lock_timeout = "
        + lockTimeout.toMillis()
        + ";\n";
  }
}
