package dev.postcar.internal.history;

import dev.postcar.MigrationId;

/**
 * What is recorded of a migration when it is applied.
 *
 * @param checksum null for a code migration without a version
 * @param forwardSql null for a code migration
 * @param rollbackSql null where there is none
 */
public record HistoryEntry(
    MigrationId id, String checksum, String forwardSql, String rollbackSql) {}
