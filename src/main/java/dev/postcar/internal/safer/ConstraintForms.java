package dev.postcar.internal.safer;

import java.util.ArrayList;
import java.util.List;

/** The safe forms of what adds constraints. */
final class ConstraintForms {

  private static final String ADDS =
      "^alter table (?:if exists )?(?:only )?"
          + Action.NAMES
          + " add (?:constraint "
          + Action.NAME
          + " )?(?:check|foreign key|unique|primary key|not null)\\b";

  private ConstraintForms() {}

  /** A check or a foreign key: NOT VALID, then validated. */
  static Rewrite later(Seen seen, String kind) {
    List<ConstraintFacts> made = seen.newRules(kind).filter(ConstraintFacts::validated).toList();
    if (made.size() != 1 || !seen.action().says(ADDS)) {
      return notAlone();
    }
    ConstraintFacts rule = made.get(0);
    if (kind.equals("f") && seen.table(rule.table()).kind() == 'p' && seen.major() < 18) {
      return Rewrite.none(
          "PostgreSQL %d has no NOT VALID for a foreign key of a partitioned table (18 has)"
              .formatted(seen.major()));
    }
    return Rewrite.of(validatedLater(seen.name(rule.table()), rule, ""));
  }

  private static Rewrite notAlone() {
    return Rewrite.none(
        "the constraint is part of another statement: write it as alter table ... add constraint");
  }

  private static List<Piece> validatedLater(String table, ConstraintFacts rule, String about) {
    String drop = "alter table %s drop constraint %s".formatted(table, rule.name());
    String add = notValid(table, rule.name(), rule.definition());
    return List.of(
        Piece.brief(about, add, drop),
        Piece.brief(
            about + "Validate",
            "alter table %s validate constraint %s".formatted(table, rule.name()),
            drop + ";\n" + add));
  }

  static String notValid(String table, String name, String definition) {
    return "alter table %s add constraint %s %s not valid".formatted(table, name, definition);
  }

  /** set not null: by NOT VALID from 18 on, before that by a check. */
  static Rewrite notNull(Seen seen) {
    List<Piece> pieces = new ArrayList<>();
    for (ColumnFacts was : seen.before().columns().values()) {
      ColumnFacts is = seen.after().columns().get(was.identity());
      if (is != null && was.local() && is.notNull() && !was.notNull()) {
        pieces.addAll(notNull(seen, is, pieces.isEmpty() ? "" : "NotNull"));
      }
    }
    return pieces.isEmpty() ? notAlone() : Rewrite.of(pieces);
  }

  /** The pieces that set a column NOT NULL. */
  static List<Piece> notNull(Seen seen, ColumnFacts column, String about) {
    String table = seen.name(column.table());
    if (seen.major() >= 18) {
      ConstraintFacts rule =
          seen.after().rules().values().stream()
              .filter(one -> one.kind().equals("n") && one.table() == column.table())
              .filter(one -> one.columns().contains(column.number()))
              .findFirst()
              .orElseThrow();
      return validatedLater(table, rule, about);
    }
    String check = temporary(column.name(), "_there");
    String condition = "check (%s is not null)".formatted(column.name());
    String drop = "alter table %s drop constraint %s".formatted(table, check);
    String add = notValid(table, check, condition);
    String alter = "alter table %s alter column %s ".formatted(table, column.name());
    return List.of(
        Piece.brief(about + "Check", add, drop),
        Piece.brief(
            about + "CheckValidate",
            "alter table %s validate constraint %s".formatted(table, check),
            drop + ";\n" + add),
        Piece.brief(
            about,
            alter + "set not null;\n" + drop,
            alter + "drop not null;\n" + add.replaceFirst(" not valid$", "")));
  }

  /** A name that only the pieces use. */
  static String temporary(String name, String ending) {
    return name.startsWith("\"")
        ? name.substring(0, name.length() - 1) + ending + '"'
        : name + ending;
  }

  /** A unique constraint or a primary key: of an index that is built concurrently. */
  static Rewrite unique(Seen seen) {
    List<ConstraintFacts> made = seen.newRules("up").toList();
    if (made.size() != 1 || !seen.action().says(ADDS)) {
      return notAlone();
    }
    ConstraintFacts rule = made.get(0);
    if (seen.table(rule.table()).kind() == 'p') {
      return Rewrite.none("a constraint of a partitioned table cannot use an existing index");
    }
    IndexFacts index = seen.after().indexes().get(rule.index());
    boolean primary = rule.kind().equals("p");
    List<Piece> pieces = new ArrayList<>();
    for (Long number : primary ? rule.columns() : List.<Long>of()) {
      ColumnFacts was = seen.before().columns().get(List.of(rule.table(), number));
      if (was != null && !was.notNull()) {
        pieces.addAll(
            notNull(seen, seen.after().columns().get(was.identity()), "NotNull" + pieces.size()));
      }
    }
    String table = seen.name(rule.table());
    String build = index.concurrently();
    int deferrable = rule.definition().indexOf(" DEFERRABLE");
    pieces.add(Piece.outside("Index", build, "drop index concurrently " + index.name()));
    pieces.add(
        Piece.outside(
            "",
            "alter table %s add constraint %s %s using index %s%s"
                .formatted(
                    table,
                    rule.name(),
                    primary ? "primary key" : "unique",
                    index.bare(),
                    deferrable < 0 ? "" : rule.definition().substring(deferrable)),
            "alter table %s drop constraint %s;\n%s".formatted(table, rule.name(), build)));
    return Rewrite.of(pieces);
  }

  /** A type that changes without a rewrite: its checks go meanwhile, and are validated later. */
  static Rewrite recheck(Seen seen) {
    ColumnFacts was = seen.changedColumn();
    List<ConstraintFacts> again =
        seen.newRules("c").filter(rule -> before(seen, rule) != null).toList();
    boolean index =
        seen.newIndexes().stream()
            .anyMatch(
                one ->
                    seen.before().indexes().values().stream()
                        .anyMatch(old -> old.name().equals(one.name())));
    if (was == null || again.isEmpty() || index || seen.newRules("fupx").findAny().isPresent()) {
      return Rewrite.none(
          "an index or a key of the column is checked again: drop it first, and make it again"
              + " concurrently");
    }
    String table = seen.name(was.table());
    List<String> drop = new ArrayList<>();
    List<String> add = new ArrayList<>();
    List<String> old = new ArrayList<>();
    List<Piece> pieces = new ArrayList<>();
    for (ConstraintFacts rule : again) {
      drop.add("alter table %s drop constraint %s".formatted(table, rule.name()));
      add.add(notValid(table, rule.name(), rule.definition()));
      old.add(
          "alter table %s add constraint %s %s"
              .formatted(table, rule.name(), before(seen, rule).definition()));
      pieces.add(validatedLater(table, rule, pieces.isEmpty() ? "" : "Second").get(1));
    }
    String drops = IndexForms.lines(drop) + ";\n";
    pieces.add(
        0,
        Piece.brief(
            "",
            drops + seen.action().plain() + ";\n" + IndexForms.lines(add),
            drops
                + "alter table %s alter column %s type %s;\n"
                    .formatted(table, was.name(), was.type())
                + IndexForms.lines(old)));
    return Rewrite.of(pieces);
  }

  private static ConstraintFacts before(Seen seen, ConstraintFacts rule) {
    return seen.before().rules().values().stream()
        .filter(one -> one.table() == rule.table() && one.name().equals(rule.name()))
        .findFirst()
        .orElse(null);
  }
}
