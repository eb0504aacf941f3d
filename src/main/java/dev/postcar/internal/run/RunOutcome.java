package dev.postcar.internal.run;

import dev.postcar.result.MigrationResult;
import dev.postcar.result.ViewChange;
import java.util.List;

/**
 * What came of a run.
 *
 * @param done what was done, in order
 * @param views what was done to managed views, in order
 * @param pending how many a migrate has still to do
 * @param durationMs milliseconds of the whole operation, by the client's clock
 */
public record RunOutcome(
    String database,
    List<MigrationResult> done,
    List<ViewChange> views,
    int pending,
    long durationMs) {}
