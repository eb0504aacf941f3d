package dev.postcar.internal.safer;

import dev.postcar.internal.sql.SqlScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The safe forms of what changes every row: batches, each committed by itself. */
final class DataForms {

  private static final int ROWS = 10_000;
  private static final Pattern FROM =
      Pattern.compile("(?i)(?<!\\bdistinct )\\b(from|returning)\\b");
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

  /** An update or delete whose condition has no index. */
  static Rewrite scanning(Seen seen, Set<String> unsteady) {
    return seen.action().says("^delete ") ? delete(seen, unsteady) : update(seen, unsteady);
  }

  /** update: of the rows that do not have the new values yet. */
  static Rewrite update(Seen seen, Set<String> unsteady) {
    Matcher says = seen.action().find("^update (?:only )?(" + Action.NAMES + ") set (.*)$");
    TableFacts table = says == null ? null : table(seen, says.group(1));
    if (table == null || FROM.matcher(Action.outermost(says.group(2))).find()) {
      return Rewrite.none("only an update of one table, without alias, from and returning");
    }
    String condition = condition(says.group(2));
    String assigned = assigned(says.group(2), condition);
    List<String> open = new ArrayList<>();
    List<String> set = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String one : Action.split(assigned, ',')) {
      Matcher part = Pattern.compile("(?s)^(" + Action.NAME + ") = (.+)$").matcher(one);
      if (!part.find() || part.group(2).equalsIgnoreCase("default")) {
        return Rewrite.none("nothing in \"" + one + "\" shows which rows are still to do");
      }
      set.add(part.group(1).toLowerCase(Locale.ROOT));
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
        }
        String other = differs(word, unsteady);
        if (other != null) {
          return Rewrite.none(other);
        }
      }
    }
    String moving = moving(condition, unsteady);
    if (moving != null) {
      return Rewrite.none(moving);
    }
    String change = "update %s set %s".formatted(table.name(), assigned);
    String todo = String.join(" or ", open);
    return batches(
        seen,
        batch(
            table,
            change,
            condition.isEmpty() ? todo : "(%s) and (%s)".formatted(condition, todo)));
  }

  /** The condition at the end; empty where there is none. */
  private static String condition(String text) {
    String outermost = Action.outermost(text);
    int where = outermost.toLowerCase(Locale.ROOT).indexOf(" where ");
    return where < 0 ? "" : text.substring(where + " where ".length());
  }

  private static String assigned(String text, String condition) {
    return condition.isEmpty()
        ? text
        : text.substring(0, text.length() - condition.length() - " where ".length());
  }

  /** Why a condition chooses other rows in a later batch; null where it does not. */
  private static String moving(String condition, Set<String> unsteady) {
    Matcher word = WORD.matcher(SqlScript.skeleton(condition));
    while (word.find()) {
      if (word.group(1).matches("select|with|table|values|current")) {
        return "its condition reads more than the row, so a later batch may choose others";
      }
      String other = differs(word, unsteady);
      if (other != null) {
        return other;
      }
    }
    return null;
  }

  private static String differs(Matcher word, Set<String> unsteady) {
    boolean differs =
        word.group(2) == null
            ? word.group(1).matches("(current|local|session)_?\\w*|user")
            : unsteady.contains(word.group(1));
    return differs
        ? word.group(1)
            + " differs from batch to batch, so nothing shows which rows are still to do"
        : null;
  }

  /** delete or truncate: the same rows go, in batches. */
  static Rewrite delete(Seen seen, Set<String> unsteady) {
    Matcher says =
        seen.action()
            .find(
                "^(?:delete from|truncate(?: table)?) (?:only )?("
                    + Action.NAMES
                    + ")(?: continue identity)?(?: restrict)?( where .*)?$");
    TableFacts table = says == null ? null : table(seen, says.group(1));
    if (table == null || seen.action().says("\\breturning\\b")) {
      return Rewrite.none("only a delete from, or a truncate of, one table and nothing else");
    }
    String condition = says.group(2) == null ? "" : condition(says.group(2));
    String moving = moving(condition, unsteady);
    return moving == null
        ? batches(seen, batch(table, "delete from " + table.name(), condition))
        : Rewrite.none(moving);
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
