package dev.postcar;

import java.util.List;

/**
 * What a migrate did.
 *
 * @param database the database's name; null where a {@link FlagFile} said that it is done
 * @param applied in the order of application
 * @param pending how many are left to do
 * @param durationMs milliseconds of the whole operation, by the client's clock
 * @param views what was done to managed views, in order
 */
public record MigrateResult(
    String database, List<Done> applied, int pending, long durationMs, List<ViewChange> views) {

  /** That a flag file said it is done. */
  static final MigrateResult NOT_ASKED = new MigrateResult(null, List.of(), 0, 0, List.of());
}
