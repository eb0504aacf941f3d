package dev.postcar.internal.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Privileges in words: what was granted and revoked beyond what such an object has by itself. */
final class Grants {

  private static final Map<Character, String> WORDS =
      Map.ofEntries(
          Map.entry('r', "select"),
          Map.entry('a', "insert"),
          Map.entry('w', "update"),
          Map.entry('d', "delete"),
          Map.entry('D', "truncate"),
          Map.entry('x', "references"),
          Map.entry('t', "trigger"),
          Map.entry('m', "maintain"),
          Map.entry('X', "execute"),
          Map.entry('U', "usage"),
          Map.entry('C', "create"),
          Map.entry('c', "connect"),
          Map.entry('T', "temporary"),
          Map.entry('s', "set"),
          Map.entry('A', "alter system"));

  private Grants() {}

  /**
   * Compares two lists of privileges.
   *
   * @param current as {@code aclitem} writes them
   * @param owner named only as the owner: a new owner is not a new grant
   * @return lines, sorted; null if nothing was granted or revoked
   */
  static String text(List<String> current, List<String> usual, String owner) {
    Set<Item> now = items(current, owner);
    Set<Item> before = items(usual, owner);
    if (now.equals(before)) {
      return null;
    }
    Set<String> lines = new TreeSet<>();
    Set<String> named = new HashSet<>();
    for (Item item : now) {
      named.add(item.grantee);
      if (!before.contains(item)) {
        lines.addAll(item.lines());
      }
    }
    for (Item item : before) {
      if (!named.contains(item.grantee)) {
        lines.add("revoke all from " + item.grantee);
      }
    }
    return String.join("\n", lines);
  }

  private static Set<Item> items(List<String> acl, String owner) {
    Set<Item> items = new HashSet<>();
    for (String text : acl) {
      Item item = Item.parse(text, owner);
      if (!item.privileges.isEmpty()) {
        items.add(item);
      }
    }
    return items;
  }

  /** One grantee's privileges from one grantor. */
  private record Item(String grantee, String privileges, String grantor) {

    static Item parse(String text, String owner) {
      StringBuilder grantee = new StringBuilder();
      int equals = name(text, 0, grantee);
      int slash = text.indexOf('/', equals);
      StringBuilder grantor = new StringBuilder();
      name(text, slash + 1, grantor);
      return new Item(
          grantee.isEmpty() ? "public" : person(grantee.toString(), owner),
          text.substring(equals + 1, slash),
          person(grantor.toString(), owner));
    }

    private static String person(String role, String owner) {
      return role.equals(owner) ? "(owner)" : role;
    }

    private static int name(String text, int start, StringBuilder name) {
      boolean quoted = false;
      int i = start;
      for (; i < text.length() && (quoted || text.charAt(i) != '='); i++) {
        char c = text.charAt(i);
        if (c != '"') {
          name.append(c);
        } else if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
          name.append(c);
          i++;
        } else {
          quoted = !quoted;
        }
      }
      return i;
    }

    List<String> lines() {
      Set<String> plain = new TreeSet<>();
      Set<String> passing = new TreeSet<>();
      for (int i = 0; i < privileges.length(); i++) {
        char letter = privileges.charAt(i);
        if (letter != '*') {
          boolean option = i + 1 < privileges.length() && privileges.charAt(i + 1) == '*';
          (option ? passing : plain).add(WORDS.getOrDefault(letter, String.valueOf(letter)));
        }
      }
      String by = grantor.equals("(owner)") ? "" : " granted by " + grantor;
      List<String> lines = new ArrayList<>();
      if (!plain.isEmpty()) {
        lines.add("grant " + String.join(", ", plain) + " to " + grantee + by);
      }
      if (!passing.isEmpty()) {
        lines.add(
            "grant " + String.join(", ", passing) + " to " + grantee + " with grant option" + by);
      }
      return lines;
    }
  }
}
