package dev.postcar.result;

import java.time.Instant;
import java.util.List;

/**
 * What the event log of a database says.
 *
 * @param database the database's name
 * @param events the newest last
 */
public record LogResult(String database, List<LoggedEvent> events) implements Result {

  /**
   * One operation on one migration, and what came of it. What does not apply is null.
   *
   * @param id the event's number
   * @param at when, by the server's clock
   * @param operation the command
   * @param outcome one word: applied, reverted, marked, failed ...
   * @param migration its full name; null where it was about none
   * @param sqlstate of a failure, and of a failure only
   * @param message of a failure, as it was shown
   * @param detail the server's DETAIL
   * @param hint the server's HINT
   * @param statement the one that failed
   * @param position in characters of the migration's SQL, from 1
   * @param durationMs milliseconds by the server's clock
   * @param by the role that was logged in
   */
  public record LoggedEvent(
      long id,
      Instant at,
      String operation,
      String outcome,
      String migration,
      String sqlstate,
      String message,
      String detail,
      String hint,
      String statement,
      Integer position,
      Long durationMs,
      String by) {}
}
