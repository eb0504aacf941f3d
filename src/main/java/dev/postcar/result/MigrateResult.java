package dev.postcar.result;

import java.util.List;

/**
 * What a migrate did.
 *
 * @param database the database's name; null where a flag file said that it is done
 * @param applied in the order of application
 * @param pending how many are left to do
 * @param durationMs milliseconds of the whole operation, by the client's clock
 * @param views what was done to managed views, in order
 */
public record MigrateResult(
    String database,
    List<MigrationResult> applied,
    int pending,
    long durationMs,
    List<ViewChange> views)
    implements Result {

  /** That a flag file said it is done. */
  public static final MigrateResult NOT_ASKED = new MigrateResult(null, List.of(), 0, 0, List.of());
}
