package dev.postcar.internal.safer;

import java.util.ArrayList;
import java.util.List;

/** The safe forms of what drops with CASCADE and renames tables. */
final class TableForms {

  private TableForms() {}

  /** Each view and foreign key that goes too, by its name. */
  static Rewrite cascade(Seen seen) {
    String plain = seen.action().plain().replaceFirst("(?i) cascade$", "");
    List<Piece> pieces = new ArrayList<>();
    List<TableFacts> gone = new ArrayList<>();
    seen.before().tables().values().stream()
        .filter(table -> !seen.after().tables().containsKey(table.oid()) && table.kind() != 'S')
        .forEach(gone::add);
    for (TableFacts table : gone) {
      if (table.kind() == 'v' || table.kind() == 'm') {
        String kind = table.kind() == 'v' ? "view " : "materialized view ";
        // The newest depend on the older ones.
        pieces.add(
            0, Piece.brief("View", "drop " + kind + table.name(), create(seen, table, kind)));
      } else if (table.kind() != 'r' || !named(seen, table)) {
        return Rewrite.none("cascade drops " + table.name() + " too: drop it by its name first");
      }
    }
    pieces.addAll(foreignKeys(seen));
    if (!pieces.isEmpty()) {
      pieces.set(0, pieces.get(0).after("code that does not use what is dropped"));
    }
    pieces.add(Piece.brief("", plain, seen.undo()));
    return Rewrite.of(pieces);
  }

  private static String create(Seen seen, TableFacts view, String kind) {
    List<String> create = new ArrayList<>();
    create.add(
        "create %s%s as\n%s".formatted(kind, view.name(), view.query().replaceFirst(";$", "")));
    seen.before().indexes().values().stream()
        .filter(index -> index.table() == view.oid())
        .forEach(index -> create.add(index.definition()));
    return IndexForms.lines(create);
  }

  private static boolean named(Seen seen, TableFacts table) {
    return seen.action().says("^drop table (if exists )?(\\S+, )*(\\S+\\.)?\\Q" + table.bare());
  }

  /** A table with foreign keys: these go first, as each locks the other table too. */
  static List<Piece> foreignKeys(Seen seen) {
    List<Piece> pieces = new ArrayList<>();
    for (ConstraintFacts rule : seen.before().rules().values()) {
      boolean gone = !seen.after().rules().containsKey(rule.oid());
      if (gone && rule.own() && rule.kind().equals("f") && rule.table() != rule.other()) {
        String table = seen.before().tables().get(rule.table()).name();
        pieces.add(
            Piece.brief(
                "ForeignKey",
                "alter table %s drop constraint %s".formatted(table, rule.name()),
                "alter table %s add constraint %s %s"
                    .formatted(table, rule.name(), rule.definition())));
      }
    }
    return pieces;
  }

  /** drop table with foreign keys, without cascade. */
  static Rewrite dropKeysFirst(Seen seen) {
    if (!seen.action().says("^drop table ")) {
      return Rewrite.none("the foreign key goes with a column: drop the constraint first");
    }
    return cascade(seen);
  }

  /** rename: a view has the old name until no code uses it. */
  static Rewrite rename(Seen seen) {
    TableFacts is =
        seen.after().tables().values().stream()
            .filter(one -> seen.before().tables().containsKey(one.oid()))
            .filter(one -> !one.name().equals(seen.before().tables().get(one.oid()).name()))
            .findFirst()
            .orElse(null);
    TableFacts was = is == null ? null : seen.before().tables().get(is.oid());
    if (is == null || is.kind() == 'm' || !is.schema().equals(was.schema())) {
      return Rewrite.none("a view cannot have the old name: plan it with two deploys");
    }
    if (seen.before().major() < 15) {
      return Rewrite.none(
          "a view with the old name would have its owner's rights: before PostgreSQL 15 there is no"
              + " security_invoker");
    } else if (was.columnGrants()) {
      return Rewrite.none("columns of " + was.name() + " have privileges of their own");
    }
    String view =
        "create view %s with (security_invoker = true) as select * from %s"
            .formatted(was.name(), is.name());
    if (!was.grants().isEmpty()) {
      view += ";\n" + was.grants().replace("%s", was.name());
    }
    String drop = "drop view " + was.name();
    return Rewrite.of(
        Piece.brief(
            "",
            seen.action().plain() + ";\n" + view,
            drop + ";\nalter table %s rename to %s".formatted(is.name(), was.bare())),
        Piece.brief("DropOldName", drop, view)
            .after("code that uses " + is.name() + " instead of " + was.name()));
  }
}
