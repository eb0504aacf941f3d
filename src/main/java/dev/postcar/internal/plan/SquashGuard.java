package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import java.util.ArrayList;
import java.util.List;

/** What a database has of a run of migrations that is to become one. */
public final class SquashGuard {

  private SquashGuard() {}

  /**
   * Refuses unless all of them are applied, as they are now, or none.
   *
   * @param audit the comparison
   * @param parts the run
   * @throws PostcarException.Refusal otherwise: the database would be refused after the squash
   */
  public static void refuse(Audit audit, List<MigrationId> parts) {
    List<String> lines = new ArrayList<>();
    int applied = 0;
    int pending = 0;
    for (MigrationId part : parts) {
      AuditEntry entry = audit.entry(part);
      boolean there =
          entry.state() == MigrationState.APPLIED
              || (entry.state().isPending()
                  && audit.squashes().share(entry.available()) == Squashes.Share.ALL);
      applied += there ? 1 : 0;
      pending += !there && entry.state().isPending() ? 1 : 0;
      lines.add("  " + (there ? "applied" : entry.state().text()) + "  " + part);
    }
    if (applied == parts.size() || pending == parts.size()) {
      return;
    }
    throw new PostcarException.Refusal(
        "Refused: the configured database has applied only some of these migrations with their current SQL. Nothing was"
            + " changed.\n"
            + String.join("\n", lines)
            + "\nMigrate it first (\"postcar accept\" records a change that does not matter), or"
            + " squash only what is applied.");
  }
}
