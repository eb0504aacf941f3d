package dev.postcar.internal.source;

import dev.postcar.MigrationId;

/**
 * A migration that a squash stands for.
 *
 * @param by what had replaced it: the squash itself, or an earlier one that it replaces too
 */
public record Replaced(MigrationId id, MigrationId by) {}
