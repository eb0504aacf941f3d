package dev.postcar.run;

import dev.postcar.plan.Step;
import java.util.UUID;

/**
 * A step whose transaction was sent to the server.
 *
 * @param step which
 * @param attempt this attempt, by which the history knows it once it is committed
 */
record InFlight(Step step, UUID attempt) {}
