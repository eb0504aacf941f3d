package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import java.util.List;

/**
 * A managed view that exists as a class: loaded, called, and found to be sound.
 *
 * @param id its package and simple class name
 * @param upSql what {@code up()} returned; null where only the outline is known
 * @param downSql what {@code down()} returned; null where only the outline is known
 * @param checksum of the up SQL (see Checksum)
 * @param downChecksum of the down SQL
 * @param uses the views that must stand before it
 * @param since the migration from which on it is active; null for the first of its package
 * @param until the migration with which it ends; null for none
 */
public record AvailableView(
    MigrationId id,
    String upSql,
    String downSql,
    String checksum,
    String downChecksum,
    List<MigrationId> uses,
    MigrationId since,
    MigrationId until)
    implements Available {}
