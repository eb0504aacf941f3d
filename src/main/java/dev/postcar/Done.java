package dev.postcar;

/**
 * A migration that was applied, rolled back, or recorded.
 *
 * @param id its full name
 * @param durationMs milliseconds by the server's clock
 */
public record Done(String id, long durationMs) {}
