package dev.postcar.result;

import java.util.List;

/**
 * What an operation recorded that runs no migration, such as accept.
 *
 * @param database the database's name
 * @param recorded in order
 * @param pending how many a migrate has to do
 * @param durationMs milliseconds of the whole operation, by the client's clock
 */
public record RecordResult(
    String database, List<MigrationResult> recorded, int pending, long durationMs)
    implements Result {}
