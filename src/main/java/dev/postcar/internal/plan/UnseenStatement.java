package dev.postcar.internal.plan;

/**
 * What the operator says of a statement whose end nobody saw.
 *
 * @param number which, as the journal numbers it
 * @param done whether it took effect; otherwise it is to run again
 */
public record UnseenStatement(int number, boolean done) {}
