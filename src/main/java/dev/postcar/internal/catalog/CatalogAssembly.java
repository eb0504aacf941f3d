package dev.postcar.internal.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the rows of all queries together: names for addresses, parts under what they belong to. */
final class CatalogAssembly {

  private final Map<String, CatalogRow> rows = new HashMap<>();
  private final Map<String, List<String>> members;
  private final SortedMap<String, String> objects = new TreeMap<>();
  private final Map<String, List<String>> parents = new HashMap<>();
  private final Map<String, SortedMap<Integer, String>> columns = new HashMap<>();

  /**
   * Without any row.
   *
   * @param members the extensions' own objects, with the privileges that the extension gave
   */
  CatalogAssembly(Map<String, List<String>> members) {
    this.members = members;
  }

  void add(CatalogRow row) {
    rows.put(row.address(), row);
  }

  /** Names all objects, once all are known. */
  void arrange() {
    for (CatalogRow row : rows.values()) {
      parents.put(row.key(), keys(row.parents()));
      boolean own = !isExtensions(row);
      grants(row, own);
      if (own) {
        define(row);
      }
    }
  }

  private void define(CatalogRow row) {
    if (row.definition() != null) {
      objects.merge(
          row.key(), row.definition(), (a, b) -> a.compareTo(b) < 0 ? a + "\n" + b : b + "\n" + a);
    }
    if (row.owner() != null) {
      part("owner of ", row.key(), row.owner());
    }
    if (row.ordered()) {
      CatalogRow whole = rows.get(row.parents().get(0));
      if (whole != null) {
        columns
            .computeIfAbsent(whole.key(), key -> new TreeMap<>())
            .put(row.sub(), row.key().substring(row.key().lastIndexOf('.') + 1));
      }
    }
  }

  private void grants(CatalogRow row, boolean own) {
    if (row.acl() == null) {
      return;
    }
    List<String> usual = own ? row.usual() : members.getOrDefault(row.address(), row.usual());
    String text = Grants.text(row.acl(), usual == null ? row.usual() : usual, row.granter());
    if (text == null) {
      return;
    }
    if (row.key().startsWith("default privileges ")) {
      objects.put(row.key(), text);
    } else {
      part("grant on ", row.key(), text);
    }
  }

  void note(CatalogRows.Note note) {
    CatalogRow row = rows.get(note.address());
    if (row != null && !isExtensions(row)) {
      part(note.kind() + " on ", row.key(), note.text());
    }
  }

  private void part(String what, String key, String text) {
    objects.put(what + key, text);
    parents.put(what + key, List.of(key));
  }

  private List<String> keys(List<String> addresses) {
    return addresses.stream().map(rows::get).filter(Objects::nonNull).map(CatalogRow::key).toList();
  }

  private boolean isExtensions(CatalogRow row) {
    if (members.containsKey(row.address())) {
      return true;
    }
    String table = row.object() + "/0";
    if (members.containsKey(table)) {
      return true;
    }
    CatalogRow whole = row.parents().isEmpty() ? null : rows.get(row.parents().get(0));
    return whole != null && isExtensions(whole);
  }

  CatalogSnapshot snapshot(List<String> unread) {
    Map<String, List<String>> order = new TreeMap<>();
    columns.forEach((key, names) -> order.put(key, new ArrayList<>(names.values())));
    return new CatalogSnapshot(objects, parents, order, unread);
  }
}
