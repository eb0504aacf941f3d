package dev.postcar.result;

import java.util.List;

/**
 * What a rollback did.
 *
 * @param database the database's name
 * @param rolledBack in the order in which they were undone
 * @param pending how many a migrate now has to do
 * @param durationMs milliseconds of the whole operation, by the client's clock
 * @param views what was done to managed views, in order
 */
public record RollbackResult(
    String database,
    List<MigrationResult> rolledBack,
    int pending,
    long durationMs,
    List<ViewChange> views)
    implements Result {}
