package dev.postcar.internal.history;

import dev.postcar.MigrationId;
import java.util.List;

/**
 * A managed view that is up, without the SQL that created it (it is read when needed).
 *
 * @param id its package and simple class name
 * @param checksum of the SQL that created it
 * @param downSql what drops it, as it was stored
 * @param uses the views it was said to be built on
 */
public record AppliedView(
    MigrationId id, String checksum, String downSql, List<MigrationId> uses) {}
