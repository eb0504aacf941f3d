package dev.postcar.internal.run;

import dev.postcar.MigrationId;
import dev.postcar.internal.history.ViewText;
import dev.postcar.internal.plan.ViewWork;
import dev.postcar.internal.sql.StatementKind;
import dev.postcar.result.ViewChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One view's statements among those of a step.
 *
 * @param method whose SQL it is: {@code up()} or {@code down()}
 * @param after what follows it, each statement ended by a semicolon
 */
record ViewPart(MigrationId view, String method, String sql, String after) {

  /** The SQL and what follows it. A line feed ends a comment that the SQL may end with. */
  String text() {
    return sql + "\n;\n" + after;
  }

  /** Composes what a step does to the views. */
  record Composer(ViewText text, String operation) {

    /** What comes before any drop: one statement, or none. */
    List<String> keep(ViewWork work) {
      List<MigrationId> again =
          work.drops().stream().filter(ViewWork.Drop::again).map(ViewWork.Drop::id).toList();
      return again.isEmpty() ? List.of() : List.of(text.keep(again));
    }

    List<ViewPart> downs(ViewWork work, String reset, String users, Set<MigrationId> replaceable) {
      List<ViewPart> parts = new ArrayList<>();
      for (ViewWork.Drop drop : work.drops()) {
        String forget = drop.again() ? "" : text.forget(List.of(drop.id())) + ";\n";
        String sql =
            replaceable.contains(drop.id())
                ? text.dropUnlessUsed(drop.id(), drop.sql())
                : drop.sql();
        parts.add(new ViewPart(drop.id(), "down()", sql, reset + forget + users));
      }
      return parts;
    }

    /** Those that may be replaced where they are, since nothing has to be done without them. */
    static Set<MigrationId> replaceable(ViewWork work, List<String> ups) {
      Set<MigrationId> views = new HashSet<>();
      for (int i = 0; i < ups.size(); i++) {
        ViewWork.Raise raise = work.raises().get(i);
        if (work.isDropped(raise.id()) && StatementKind.replaces(ups.get(i))) {
          views.add(raise.id());
        }
      }
      return views;
    }

    List<ViewPart> ups(
        ViewWork work, String reset, String users, List<String> sql, Set<MigrationId> replaceable) {
      List<ViewPart> parts = new ArrayList<>();
      for (int i = 0; i < sql.size(); i++) {
        ViewWork.Raise raise = work.raises().get(i);
        String row =
            text.raised(raise.id(), raise.checksum(), sql.get(i), raise.downSql(), raise.uses());
        String next = i < sql.size() - 1 ? users : "";
        String up =
            replaceable.contains(raise.id())
                ? sql.get(i) + "\n;\n" + text.replaced(raise.id(), raise.downSql())
                : sql.get(i);
        parts.add(new ViewPart(raise.id(), "up()", up, reset + row + ";\n" + next));
      }
      return parts;
    }

    /** What comes last, each statement ended by a semicolon. */
    String end(ViewWork work) {
      StringBuilder end = new StringBuilder();
      for (ViewWork.Raise one : work.records()) {
        end.append(text.record(one.id(), one.downSql(), one.uses())).append(";\n");
      }
      if (!work.raises().isEmpty()) {
        // What is created may have been dropped in a transaction before.
        end.append(text.restore()).append(";\n");
      }
      for (ViewChange.Outcome outcome : ViewChange.Outcome.values()) {
        List<MigrationId> ids = work.in(outcome);
        if (!ids.isEmpty()) {
          end.append(text.logged(operation, outcome.text(), ids)).append(";\n");
        }
      }
      return end.toString();
    }

    /** Fails where the views have ended the transaction. */
    String same() {
      return text.same();
    }
  }
}
