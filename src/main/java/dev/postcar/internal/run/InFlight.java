package dev.postcar.internal.run;

import dev.postcar.internal.plan.Step;
import java.util.UUID;

/**
 * A step whose transaction was sent to the server.
 *
 * @param attempt this attempt, by which the history knows it once it is committed
 */
public record InFlight(Step step, UUID attempt) {}
