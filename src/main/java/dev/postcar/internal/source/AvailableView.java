package dev.postcar.internal.source;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import java.util.List;

/**
 * A managed view that exists as a class or a file: loaded, called, and found to be sound.
 *
 * @param id its package and simple class name
 * @param upSql what {@code up()} returned; null where only the outline is known
 * @param downSql what {@code down()} returned; null where only the outline is known
 * @param checksum of the up SQL (see Checksum)
 * @param downChecksum of the down SQL
 * @param uses the views that must stand before it
 * @param since the migration from which on it is active; null for the first of its package
 * @param until the migration with which it ends; null for none
 * @param origin the file it was read from; null for a class, or where only the outline is known
 */
public record AvailableView(
    MigrationId id,
    String upSql,
    String downSql,
    String checksum,
    String downChecksum,
    List<MigrationId> uses,
    MigrationId since,
    MigrationId until,
    SqlOrigin origin)
    implements Available {

  @Override
  public SqlPlace place(Direction direction) {
    return origin == null
        ? SqlPlace.method(direction == Direction.FORWARD ? "up()" : "down()")
        : origin.place(direction);
  }
}
