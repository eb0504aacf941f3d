package dev.postcar.internal.safer;

import dev.postcar.internal.sql.SqlScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The safe forms of what changes every row: batches, each committed by itself. */
final class DataForms {

  private static final int ROWS = 10_000;
  private static final Pattern WORD = Pattern.compile("(?<![\\w$\"'])([a-z_][\\w$]*)( ?\\()?");

  private DataForms() {}

  /**
   * One statement for {@code inBatches}.
   *
   * @param change such as {@code update book set note = ''}
   * @param open the condition of the rows that are still to do; empty for all
   * @return null where a batch cannot be chosen
   */
  static String batch(TableFacts table, String change, String open) {
    String from =
        " from %s%s limit %d".formatted(table.name(), open.isEmpty() ? "" : " where " + open, ROWS);
    if (!table.key().isEmpty()) {
      String key = table.key().contains(",") ? "(" + table.key() + ")" : table.key();
      return "%s where %s in (select %s%s)".formatted(change, key, table.key(), from);
    }
    return table.kind() != 'r' || table.heir()
        ? null
        : "%s where ctid = any (array(select ctid%s))".formatted(change, from);
  }

  /** update without where: of the rows that do not have the new values yet. */
  static Rewrite update(Seen seen, Set<String> unsteady) {
    Matcher says = seen.action().find("^update (?:only )?(" + Action.NAMES + ") set (.*)$");
    TableFacts table = says == null ? null : table(seen, says.group(1));
    if (table == null || seen.action().says("\\b(from|returning)\\b")) {
      return Rewrite.none("only an update of one table, without alias, from and returning");
    }
    List<String> open = new ArrayList<>();
    List<String> set = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String one : Action.split(says.group(2), ',')) {
      Matcher part = Pattern.compile("(?s)^(" + Action.NAME + ") = (.+)$").matcher(one);
      if (!part.find() || part.group(2).equalsIgnoreCase("default")) {
        return Rewrite.none("nothing in \"" + one + "\" shows which rows are still to do");
      }
      set.add(part.group(1).toLowerCase(java.util.Locale.ROOT));
      values.add(part.group(2));
      open.add("%s is distinct from (%s)".formatted(part.group(1), part.group(2)));
    }
    for (String value : values) {
      Matcher word = WORD.matcher(SqlScript.skeleton(value));
      while (word.find()) {
        if (set.contains(word.group(1))) {
          return Rewrite.none(
              "a batch that is repeated would change rows twice: the new value depends on "
                  + word.group(1));
        } else if (word.group(2) == null
            ? word.group(1).matches("(current|local|session)_?\\w*|user")
            : unsteady.contains(word.group(1))) {
          return Rewrite.none(
              "%s differs from batch to batch, so nothing shows which rows are still to do"
                  .formatted(word.group(1)));
        }
      }
    }
    String change = "update %s set %s".formatted(table.name(), says.group(2));
    return batches(seen, batch(table, change, String.join(" or ", open)));
  }

  /** delete without where, or truncate: the same rows go, in batches. */
  static Rewrite delete(Seen seen) {
    Matcher says =
        seen.action()
            .find(
                "^(?:delete from|truncate(?: table)?) (?:only )?("
                    + Action.NAMES
                    + ")(?: continue identity)?(?: restrict)?$");
    TableFacts table = says == null ? null : table(seen, says.group(1));
    if (table == null) {
      return Rewrite.none("only a delete from, or a truncate of, one table and nothing else");
    }
    return batches(seen, batch(table, "delete from " + table.name(), ""));
  }

  private static Rewrite batches(Seen seen, String sql) {
    return sql == null
        ? Rewrite.none("a batch needs a primary key, or a table that is not partitioned")
        : Rewrite.of(
            new Piece(
                Piece.Kind.BATCHES,
                sql,
                seen.undo() == null ? Piece.NOTHING : seen.undo(),
                "",
                null));
  }

  private static TableFacts table(Seen seen, String name) {
    return seen.before().tables().values().stream()
        .filter(one -> (one.kind() == 'r' || one.kind() == 'p') && IndexForms.isNamed(one, name))
        .findFirst()
        .orElse(null);
  }
}
