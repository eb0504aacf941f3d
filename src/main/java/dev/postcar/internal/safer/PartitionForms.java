package dev.postcar.internal.safer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The safe forms of what attaches, detaches and creates partitions. */
final class PartitionForms {

  private PartitionForms() {}

  /** attach: a validated check proves that the rows fit, and the indexes are there already. */
  static Rewrite attach(Seen seen) {
    TableFacts part = moved(seen.after(), seen.before());
    if (part == null) {
      return Rewrite.none("no partition was attached");
    }
    List<Piece> pieces = new ArrayList<>();
    for (IndexFacts index : seen.newIndexes()) {
      if (index.rules() || index.kind() == 'I') {
        return Rewrite.none(
            part.name() + " lacks the index of a key of its parent: give it that key first");
      }
      pieces.add(
          Piece.outside("Index", index.concurrently(), "drop index concurrently " + index.name()));
    }
    List<TableFacts> checked = new ArrayList<>(List.of(part));
    seen.after().tables().values().stream()
        .filter(one -> one.parent() == part.parent() && one.bound().equals("DEFAULT"))
        .filter(one -> one.oid() != part.oid())
        .forEach(checked::add);
    pieces.addAll(check(checked));
    String parent = seen.after().tables().get(part.parent()).name();
    pieces.add(
        Piece.brief(
            "",
            seen.action().plain() + ";\n" + drops(checked),
            "alter table %s detach partition %s;\n%s"
                .formatted(parent, part.name(), adds(checked, ""))));
    return Rewrite.of(pieces);
  }

  /** detach: concurrently, from 14 on. */
  static Rewrite detach(Seen seen) {
    TableFacts part = moved(seen.before(), seen.after());
    if (part == null || seen.major() < 14) {
      return Rewrite.none("detach partition concurrently needs PostgreSQL 14");
    }
    boolean rest =
        seen.before().tables().values().stream()
            .anyMatch(one -> one.parent() == part.parent() && one.bound().equals("DEFAULT"));
    if (rest) {
      return Rewrite.none("with a default partition, none can be detached concurrently");
    }
    String parent = seen.before().tables().get(part.parent()).name();
    List<Piece> pieces = new ArrayList<>(check(List.of(part)));
    pieces.add(
        Piece.outside(
            "",
            "alter table %s detach partition %s concurrently".formatted(parent, part.name()),
            "alter table %s attach partition %s %s".formatted(parent, part.name(), part.bound())));
    pieces.add(Piece.brief("DropCheck", drops(List.of(part)), adds(List.of(part), "")));
    return Rewrite.of(pieces);
  }

  /** create ... partition of: a table of its own, then attached. */
  static Rewrite create(Seen seen) {
    TableFacts part =
        seen.after().tables().values().stream()
            .filter(one -> one.parent() != 0 && !seen.before().tables().containsKey(one.oid()))
            .findFirst()
            .orElse(null);
    boolean plain =
        seen.action()
            .says(
                "^create table (if not exists )?"
                    + Action.NAMES
                    + " partition of "
                    + Action.NAMES
                    + " (default|for values (from \\(.*\\) to \\(.*\\)|in \\(.*\\)|with \\(.*\\)))$");
    if (part == null || !plain || part.kind() != 'r') {
      return Rewrite.none("only a plain partition: without columns, options and sub-partitions");
    }
    String parent = seen.after().tables().get(part.parent()).name();
    return Rewrite.of(
        Piece.brief(
            "",
            "create table %s (like %s including all excluding comments excluding identity excluding statistics);\nalter table %2$s attach partition %1$s %s"
                .formatted(part.name(), parent, part.bound()),
            "drop table " + part.name()));
  }

  /** The one that has a parent on one side and none on the other. */
  private static TableFacts moved(Facts with, Facts without) {
    return with.tables().values().stream()
        .filter(one -> one.parent() != 0 && without.tables().containsKey(one.oid()))
        .filter(one -> without.tables().get(one.oid()).parent() == 0)
        .findFirst()
        .orElse(null);
  }

  private static List<Piece> check(List<TableFacts> tables) {
    return List.of(
        Piece.brief("Check", adds(tables, " not valid"), drops(tables)),
        Piece.brief(
            "CheckValidate",
            lines(tables, "validate constraint %2$s"),
            drops(tables) + ";\n" + adds(tables, " not valid")));
  }

  private static String adds(List<TableFacts> tables, String ending) {
    return lines(tables, "add constraint %2$s check (%3$s)" + ending);
  }

  private static String drops(List<TableFacts> tables) {
    return lines(tables, "drop constraint %2$s");
  }

  private static String lines(List<TableFacts> tables, String form) {
    return tables.stream()
        .map(
            one ->
                ("alter table %1$s " + form)
                    .formatted(
                        one.name(), ConstraintForms.temporary(one.bare(), "_fits"), one.fits()))
        .collect(Collectors.joining(";\n"));
  }
}
