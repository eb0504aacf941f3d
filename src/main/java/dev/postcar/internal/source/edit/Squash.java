package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.AvailableMigration;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A squash that is worked out and not yet written: one new source in place of those of several
 * migrations.
 *
 * @param parts what it replaces, in order
 * @param rollbackSql its rollback SQL; null if it is irreversible
 * @param irreversible those of the parts that have no rollback
 * @param rewritten other sources that named one of the parts, and will name the squash
 */
public record Squash(
    MigrationId id,
    Path file,
    List<AvailableMigration> parts,
    String forwardSql,
    String rollbackSql,
    List<MigrationId> irreversible,
    List<Path> rewritten,
    SourceChange change) {

  /** What it replaces, in order. */
  public List<MigrationId> replaced() {
    return parts.stream().map(AvailableMigration::id).toList();
  }

  /**
   * Checks what the compiler made of the new source.
   *
   * @throws PostcarException.Source if its SQL is not what it is to be
   */
  public void check(List<AvailableMigration> loaded) {
    AvailableMigration own =
        loaded.stream()
            .filter(one -> one.id().equals(id))
            .findFirst()
            .orElseThrow(
                () -> new PostcarException.Source(id + " does not load. Nothing was changed."));
    if (!own.forwardSql().equals(forwardSql) || !Objects.equals(own.rollbackSql(), rollbackSql)) {
      throw new PostcarException.Source(
          id + " does not return the SQL of its parts. Nothing was changed.");
    }
  }
}
