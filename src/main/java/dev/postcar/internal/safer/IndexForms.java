package dev.postcar.internal.safer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;

/** The safe forms of what makes, drops and rebuilds indexes. */
final class IndexForms {

  private IndexForms() {}

  /** create index: concurrently; on a partitioned table one for each partition. */
  static Rewrite create(Seen seen) {
    List<IndexFacts> made = seen.newIndexes();
    if (!seen.action().says("^create (unique )?index\\b") || made.isEmpty()) {
      return Rewrite.none("only a statement of its own, create index, has a concurrent form");
    }
    if (made.get(0).kind() == 'I') {
      return onPartitions(seen, made);
    }
    IndexFacts index = made.get(0);
    String forward =
        seen.action()
            .plain()
            .replaceFirst(
                "(?i)^create (unique )?index (concurrently )?(if not exists )?((?!on )"
                    + Action.NAME
                    + " )?on ",
                "create $1index concurrently " + Matcher.quoteReplacement(index.bare()) + " on ");
    return Rewrite.of(Piece.outside("", forward, "drop index concurrently " + index.name()));
  }

  private static Rewrite onPartitions(Seen seen, List<IndexFacts> made) {
    if (seen.action().says(" on only ")) {
      return Rewrite.none("it is made on the partitioned table alone already");
    }
    List<String> wholes = new ArrayList<>();
    List<String> leaves = new ArrayList<>();
    List<String> drops = new ArrayList<>();
    List<String> attach = new ArrayList<>();
    for (IndexFacts index : made) {
      boolean leaf = index.kind() == 'i';
      (leaf ? leaves : wholes).add(leaf ? index.concurrently() : index.definition());
      if (leaf) {
        drops.add("drop index concurrently " + index.name());
      }
      if (index.parent() != 0) {
        attach.add(
            "alter index %s attach partition %s"
                .formatted(seen.after().indexes().get(index.parent()).name(), index.name()));
      }
    }
    // The server made the topmost first; the lowest are attached first.
    Collections.reverse(attach);
    String drop = "drop index " + made.get(0).name();
    return Rewrite.of(
        Piece.brief("", lines(wholes), drop),
        Piece.outside("OnPartitions", lines(leaves), lines(drops)),
        Piece.outside(
            "Attach", lines(attach), drop + ";\n" + lines(wholes) + ";\n" + lines(leaves)));
  }

  static String lines(List<String> statements) {
    return statements.stream().collect(Collectors.joining(";\n"));
  }

  /** drop index: concurrently, one at a time. */
  static Rewrite drop(Seen seen) {
    List<IndexFacts> gone =
        seen.before().indexes().values().stream()
            .filter(index -> !seen.after().indexes().containsKey(index.oid()))
            .toList();
    if (seen.action().says(" cascade$")) {
      return Rewrite.none("drop index concurrently has no cascade");
    } else if (gone.stream().anyMatch(index -> index.kind() == 'I')) {
      return Rewrite.none("the index of a partitioned table cannot be dropped concurrently");
    }
    List<Piece> pieces = new ArrayList<>();
    for (IndexFacts index : gone) {
      pieces.add(
          Piece.outside(
              pieces.isEmpty() ? "" : "Drop",
              "drop index concurrently " + index.name(),
              index.concurrently()));
    }
    return Rewrite.of(pieces);
  }

  /** reindex: concurrently. */
  static Rewrite reindex(Seen seen) {
    String plain = seen.action().plain();
    String forward =
        plain.replaceFirst(
            "(?i)^reindex( \\([^)]*\\))? (index|table|schema|database) (?!concurrently)",
            "reindex$1 $2 concurrently ");
    return forward.equals(plain)
        ? Rewrite.none("reindex system has no concurrent form")
        : Rewrite.of(Piece.outside("", forward, Piece.NOTHING));
  }

  /** create index concurrently if not exists: an INVALID one would count as existing. */
  static Rewrite certainly(Seen seen) {
    String forward = seen.action().plain().replaceFirst("(?i) if not exists ", " ");
    return seen.newIndexes().isEmpty()
        ? Rewrite.none("the index exists already")
        : Rewrite.of(
            Piece.outside(
                "", forward, "drop index concurrently " + seen.newIndexes().get(0).name()));
  }

  /** refresh materialized view: concurrently, which needs a unique index. */
  static Rewrite refresh(Seen seen) {
    Matcher says =
        seen.action().find("^refresh materialized view (" + Action.NAMES + ")( with data)?$");
    TableFacts view = says == null ? null : seen.before().named(says.group(1));
    if (view == null || view.kind() != 'm' || !view.filled()) {
      return Rewrite.none("only a view with its rows can be refreshed concurrently");
    }
    boolean unique =
        seen.before().indexes().values().stream()
            .anyMatch(index -> index.table() == view.oid() && index.plain());
    return unique
        ? Rewrite.of(
            Piece.brief("", "refresh materialized view concurrently " + view.name(), Piece.NOTHING))
        : Rewrite.none(view.name() + " has no unique index, which a concurrent refresh needs");
  }
}
