package dev.postcar.internal.catalog;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the queries of one reading said, before it is put together.
 *
 * @param rows by address
 * @param members the objects of extensions by address, with the privileges that they came with
 * @param notes comments and security labels
 * @param unread what a server that is newer than the newest known has beyond it
 */
public record CatalogRows(
    Map<String, CatalogRow> rows,
    Map<String, List<String>> members,
    Set<Note> notes,
    List<String> unread) {

  /** A comment or a security label. */
  record Note(String kind, String address, String text) {}

  /** All of it. */
  public CatalogSnapshot snapshot() {
    return assembled(rows.values());
  }

  private CatalogSnapshot assembled(Collection<CatalogRow> chosen) {
    CatalogAssembly assembly = new CatalogAssembly(members);
    chosen.forEach(assembly::add);
    assembly.arrange();
    notes.forEach(assembly::note);
    return assembly.snapshot(unread);
  }

  /**
   * Compares two readings of one database: the same as of the whole snapshots, but only what the
   * rows that differ have to do with is put together.
   */
  public static CatalogDiff diff(CatalogRows before, CatalogRows after) {
    Set<String> different = new HashSet<>();
    before.addOther(after, different);
    if (different.isEmpty()
        && before.rows.size() == after.rows.size()
        && before.notes.size() == after.notes.size()) {
      return new CatalogDiff(List.of(), List.of());
    }
    after.addOther(before, different);
    Set<String> keys = new HashSet<>(different);
    before.addParents(different, keys);
    after.addParents(different, keys);
    return CatalogDiff.between(before.only(keys), after.only(keys));
  }

  /** Adds the keys of what the other has not, or has otherwise. */
  private void addOther(CatalogRows other, Set<String> keys) {
    for (CatalogRow row : rows.values()) {
      if (!row.equals(other.rows.get(row.address()))) {
        keys.add(row.key());
      }
    }
    for (Note note : notes == other.notes ? Set.<Note>of() : notes) {
      if (!other.notes.contains(note) && rows.containsKey(note.address())) {
        keys.add(rows.get(note.address()).key());
      }
    }
  }

  /** Adds the keys of all that these are a part of. */
  private void addParents(Set<String> of, Set<String> keys) {
    Deque<CatalogRow> open = new ArrayDeque<>();
    rows.values().stream().filter(row -> of.contains(row.key())).forEach(open::add);
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      for (String address : open.remove().parents()) {
        CatalogRow parent = rows.get(address);
        if (parent != null && seen.add(address)) {
          keys.add(parent.key());
          open.add(parent);
        }
      }
    }
  }

  /** Of a table all columns or none: their order is compared. */
  private CatalogSnapshot only(Set<String> keys) {
    return assembled(
        rows.values().stream()
            .filter(row -> keys.contains(row.key()) || (row.ordered() && keys.contains(whole(row))))
            .toList());
  }

  private String whole(CatalogRow column) {
    CatalogRow whole = rows.get(column.parents().get(0));
    return whole == null ? null : whole.key();
  }

  /** The same without some objects, and with the rows that were read since. */
  CatalogRows with(Set<String> without, List<CatalogRow> fresh, Set<Note> freshNotes) {
    if (without.isEmpty()) {
      return new CatalogRows(rows, members, freshNotes, unread);
    }
    Map<String, CatalogRow> changed = new HashMap<>(rows);
    changed.values().removeIf(row -> without.contains(row.object()));
    for (CatalogRow row : fresh) {
      CatalogRow known = rows.get(row.address());
      changed.put(row.address(), row.equals(known) ? known : row);
    }
    return new CatalogRows(changed, members, freshNotes, unread);
  }
}
