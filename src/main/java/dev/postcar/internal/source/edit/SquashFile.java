package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.internal.source.AllowedHazard;
import dev.postcar.internal.sql.LineComment;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A squash as a SQL file, of parts that are SQL files. */
final class SquashFile {

  private SquashFile() {}

  /** The whole file. */
  static String text(SquashClass squash) {
    return forward(squash)
        + (squash.rollbackSql() == null ? "" : "-- postcar: rollback\n" + squash.rollbackSql());
  }

  /** All before the rollback. */
  static String forward(SquashClass squash) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<MigrationId, List<String>> one : squash.replaced().entrySet()) {
      text.append("-- postcar: replaces ").append(String.join(", ", one.getValue()));
      text.append(one.getKey().equals(squash.id()) ? "" : " by " + squash.shown(one.getKey()));
      text.append('\n');
    }
    for (MigrationId required : squash.requires()) {
      text.append("-- postcar: requires ").append(squash.shown(required)).append('\n');
    }
    if (!squash.limits().isEmpty()) {
      text.append("-- postcar: timeouts ")
          .append(
              squash.limits().entrySet().stream()
                  .map(limit -> limit.getKey() + "=" + limit.getValue())
                  .collect(Collectors.joining(" ")))
          .append('\n');
    }
    for (AllowedHazard one : squash.allows()) {
      text.append("-- postcar: allow %s because %s\n".formatted(one.id(), one.because()));
    }
    return text.append(squash.forwardSql()).toString();
  }

  /** The SQL of a file without its directives. */
  static String withoutDirectives(String sql) {
    StringBuilder text = new StringBuilder(sql);
    List<LineComment> comments = LineComment.of(sql);
    for (int i = comments.size() - 1; i >= 0; i--) {
      if (comments.get(i).text().startsWith("postcar:")) {
        text.delete(comments.get(i).start(), comments.get(i).end());
      }
    }
    return text.toString();
  }
}
