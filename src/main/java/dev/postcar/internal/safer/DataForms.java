package dev.postcar.internal.safer;

import dev.postcar.internal.sql.SqlScript;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The safe forms of what changes every row: batches, each committed by itself. */
final class DataForms {

  private static final int ROWS = 10_000;
  private static final Set<String> KEYS = Set.of("smallint", "integer", "bigint", "uuid");
  private static final Pattern FROM =
      Pattern.compile("(?i)(?<!\\bdistinct )\\b(from|returning)\\b");
  private static final Pattern WORD = Pattern.compile("(?<![\\w$\"'])([a-z_][\\w$]*)( ?\\()?");

  private DataForms() {}

  /**
   * Why a table's rows cannot be taken in batches; null where they can. Each row must be visited
   * once, and nothing else may happen to it: then a batch does what the whole statement does.
   */
  static String obstacle(Seen seen, TableFacts table) {
    if (table.acts()) {
      return table.name()
          + " has triggers, rules or row security: these would act on each row of a batch";
    } else if (table.heir() && table.kind() != 'p') {
      return "others inherit from " + table.name() + ": its key is not unique over their rows";
    }
    boolean simple =
        seen.before().columns().values().stream()
            .anyMatch(
                column ->
                    column.table() == table.oid()
                        && column.name().equals(table.key())
                        && KEYS.contains(column.type()));
    return simple
        ? null
        : "a batch goes by a primary key of one column, of type smallint, integer, bigint or uuid";
  }

  /**
   * One statement for {@code inBatches}, which visits each row once, in the order of the key.
   *
   * @param change such as {@code update book set note = ''}
   * @param open the condition of the rows that are meant; empty for all
   */
  static String batch(TableFacts table, String change, String open) {
    return ("%1$s where %2$s in (select %2$s from %3$s where %2$s > :after%4$s order by %2$s limit %5$d for"
            + " update) returning %2$s")
        .formatted(
            change, table.key(), table.name(), open.isEmpty() ? "" : " and (" + open + ")", ROWS);
  }

  /** An update or delete whose condition has no index. */
  static Rewrite scanning(Seen seen, Set<String> unsteady) {
    return seen.action().says("^delete ") ? delete(seen, unsteady) : update(seen, unsteady);
  }

  /** update: each row once. */
  static Rewrite update(Seen seen, Set<String> unsteady) {
    Matcher says = seen.action().find("^update (" + Action.NAMES + ") set (.*)$");
    TableFacts table = says == null ? null : seen.before().named(says.group(1));
    if (table == null || FROM.matcher(Action.outermost(says.group(2))).find()) {
      return Rewrite.none(unclear(says));
    }
    String obstacle = obstacle(seen, table);
    if (obstacle != null) {
      return Rewrite.none(obstacle);
    }
    String condition = condition(says.group(2));
    String assigned = assigned(says.group(2), condition);
    for (String one : Action.split(assigned, ',')) {
      Matcher part = Pattern.compile("(?s)^(" + Action.NAME + ") = (.+)$").matcher(one);
      if (!part.find() || part.group(1).equals(table.key())) {
        return Rewrite.none(
            "\"" + one + "\" is not a new value for one column, or changes the key");
      }
    }
    String moving = moving(says.group(2), unsteady);
    return moving != null
        ? Rewrite.none(moving)
        : batches(
            seen, batch(table, "update %s set %s".formatted(table.name(), assigned), condition));
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

  /** Why values or a condition are others in a later batch; null where they are not. */
  private static String moving(String text, Set<String> unsteady) {
    Matcher word = WORD.matcher(SqlScript.skeleton(text));
    while (word.find()) {
      if (word.group(1).matches("select|with|table|values|current|default")) {
        return "it reads more than the row, so a later batch may find something else";
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
        ? word.group(1) + " differs from batch to batch, and the whole statement has one value"
        : null;
  }

  /** delete with a condition: each row once. */
  private static Rewrite delete(Seen seen, Set<String> unsteady) {
    Matcher says = seen.action().find("^delete from (" + Action.NAMES + ") where (.*)$");
    TableFacts table = says == null ? null : seen.before().named(says.group(1));
    if (table == null || FROM.matcher(Action.outermost(says.group(2))).find()) {
      return Rewrite.none(unclear(says));
    }
    String obstacle = obstacle(seen, table);
    String moving = obstacle == null ? moving(says.group(2), unsteady) : obstacle;
    return moving == null
        ? batches(seen, batch(table, "delete from " + table.name(), says.group(2)))
        : Rewrite.none(moving);
  }

  private static String unclear(Matcher says) {
    return says != null && !says.group(1).contains(".")
        ? "it is not certain which table "
            + says.group(1)
            + " is: add its schema, and leave out from, using and returning"
        : "only of one table, without only, alias, from, using and returning";
  }

  private static Rewrite batches(Seen seen, String sql) {
    String undo = seen.undo() == null ? Piece.NOTHING : seen.undo();
    return Rewrite.of(new Piece(Piece.Kind.BATCHES, sql, undo, "", null));
  }
}
