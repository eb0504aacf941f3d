package dev.postcar.history;

import dev.postcar.Direction;

/**
 * One statement of a migration that runs outside a transaction.
 *
 * @param direction which way
 * @param number from 1
 * @param done whether it has ended well; otherwise it is about to begin
 * @param sql the statement
 * @param table the table on which it builds an index; null for other statements
 */
public record JournalEntry(
    Direction direction, int number, boolean done, String sql, String table) {}
