package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A squash of which a database has applied only some: neither running nor recording it would be
 * right.
 *
 * @param squash which
 * @param inventory what it replaces; false for what is not applied
 */
record PartSquash(MigrationId squash, Map<MigrationId, Boolean> inventory) {

  static List<PartSquash> all(Audit audit) {
    Squashes squashes = audit.squashes();
    return audit.entries().stream()
        .filter(entry -> entry.state().isPending())
        .filter(entry -> squashes.share(entry.available()) == Squashes.Share.SOME)
        .map(entry -> new PartSquash(entry.id(), squashes.inventory(entry.available())))
        .toList();
  }

  /** One line for the squash, and one for each that it replaces. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("  partly       " + squash + ": only some of what it replaces is applied");
    inventory.forEach(
        (id, applied) -> lines.add((applied ? "      applied      " : "      not applied  ") + id));
    return lines;
  }

  /** What to do about it. */
  String wayOut() {
    List<MigrationId> applied =
        inventory.keySet().stream().filter(inventory::get).sorted().toList();
    String undo =
        applied.isEmpty()
            ? ""
            : ", or undo what is applied, beginning with \"postcar rollback "
                + applied.get(applied.size() - 1).name()
                + "\"";
    return "first migrate with the release that still has those classes"
        + undo
        + ", or run \"postcar mark "
        + squash.name()
        + "\" if the database already has all its changes.";
  }
}
