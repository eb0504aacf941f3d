package dev.postcar.internal.history;

import dev.postcar.MigrationId;

/**
 * A failure as the event log keeps it.
 *
 * @param id which migration; null where it was none's
 * @param outcome one word: failed, refused, interrupted ...
 * @param sqlState never null; {@code XX000} or postcar's own where the server gave none
 * @param message what the operator saw
 * @param detail the server's DETAIL; may be null
 * @param hint the server's HINT; may be null
 * @param statement the statement that failed; may be null
 * @param position in characters of the migration's SQL, from 1; 0 where not known
 * @param stack the stack trace; may be null
 */
public record FailureEntry(
    MigrationId id,
    String outcome,
    String sqlState,
    String message,
    String detail,
    String hint,
    String statement,
    int position,
    String stack) {}
