package dev.postcar.internal.safer;

import java.util.ArrayList;
import java.util.List;

/** The safe forms of what adds and drops columns. */
final class ColumnForms {

  private ColumnForms() {}

  /** A column with a value for each row: added empty, filled in batches. */
  static Rewrite add(Seen seen) {
    List<ColumnFacts> made = seen.newColumns();
    if (made.size() != 1 || seen.newRules("cfupx").findAny().isPresent()) {
      return Rewrite.none(
          "its constraint is part of the column: write it as alter table ... add constraint");
    }
    ColumnFacts column = made.get(0);
    TableFacts table = seen.table(column.table());
    if (!column.generated().isEmpty()) {
      return Rewrite.none("PostgreSQL cannot make an existing column a generated one");
    } else if (!column.serial().isEmpty()) {
      return Rewrite.none(
          "an identity needs a value in each row first: add a plain column, fill it, then add"
              + " the identity");
    }
    String obstacle = DataForms.obstacle(seen, table);
    if (obstacle != null) {
      return Rewrite.none(obstacle);
    }
    String filled =
        DataForms.batch(
            table,
            "update %s set %s = default".formatted(table.name(), column.name()),
            column.name() + " is null");
    String alter = "alter table " + table.name();
    String added =
        alter
            + " add column "
            + column.declared()
            + ";\n"
            + alter
            + " alter column "
            + column.name()
            + " set default "
            + column.value();
    String undo = alter + " drop column " + column.name();
    List<Piece> pieces = new ArrayList<>();
    pieces.add(Piece.brief("", sequence(seen, table, column, added), undo));
    pieces.add(Piece.batches(filled, Piece.NOTHING));
    if (column.notNull()) {
      pieces.addAll(ConstraintForms.notNull(seen, column, "NotNull"));
    }
    return Rewrite.of(pieces);
  }

  /** A serial's sequence is made before the column, and goes with it. */
  private static String sequence(Seen seen, TableFacts table, ColumnFacts column, String added) {
    TableFacts sequence =
        seen.after().tables().values().stream()
            .filter(one -> one.kind() == 'S' && !seen.before().tables().containsKey(one.oid()))
            .findFirst()
            .orElse(null);
    return sequence == null
        ? added
        : "create sequence %s as %s;\n%s;\nalter sequence %1$s owned by %s.%s"
            .formatted(sequence.name(), column.type(), added, table.name(), column.name());
  }

  /** drop column, drop table: short, and nothing may use it any more. */
  static Rewrite drop(Seen seen) {
    List<String> gone = new ArrayList<>();
    seen.before().columns().values().stream()
        .filter(column -> !seen.after().columns().containsKey(column.identity()))
        .filter(column -> seen.after().tables().containsKey(column.table()) && column.local())
        .forEach(column -> gone.add(seen.name(column.table()) + "." + column.name()));
    seen.before().tables().values().stream()
        .filter(table -> !seen.after().tables().containsKey(table.oid()) && table.kind() != 'S')
        .forEach(table -> gone.add(table.name()));
    return Rewrite.of(
        Piece.brief("", seen.action().plain(), seen.undo())
            .after("code that does not use " + String.join(", ", gone)));
  }
}
