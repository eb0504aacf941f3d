package dev.postcar;

import java.util.List;

/**
 * What a migrate did.
 *
 * @param database the database's name
 * @param applied in the order of application
 * @param pending how many are left to do
 * @param durationMs milliseconds of the whole operation, by the client's clock
 * @param views what was done to managed views, in order
 */
public record MigrateResult(
    String database, List<Done> applied, int pending, long durationMs, List<ViewChange> views) {}
