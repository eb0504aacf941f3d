package dev.postcar.internal.source.edit;

import dev.postcar.internal.sql.Quote;
import dev.postcar.internal.sql.SessionEffects;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The SQL of several migrations as that of one.
 *
 * <p>Between two migrations the runner resets the session. Where a part changes it, the same is
 * written behind it: what it had set goes back to what it was at the beginning, and its temporary
 * tables and the like are cleared away. The rest of the reset would do nothing.
 */
final class SquashedSql {

  private static final String KEPT = "postcar.";

  private SquashedSql() {}

  /**
   * One migration's SQL.
   *
   * @param name the migration's simple name
   * @param sql at least one statement
   */
  record Part(String name, String sql) {}

  /** A line for each part whose effect on the session could not be taken back. */
  static List<String> unclear(List<Part> parts) {
    List<String> lines = new ArrayList<>();
    for (Part part : parts.subList(0, parts.size() - 1)) {
      String statement = SessionEffects.of(part.sql()).unclear();
      if (statement != null) {
        lines.add(
            part.name()
                + " changes the session in a way that cannot be undone before the next part: "
                + statement.lines().findFirst().orElse(""));
      }
    }
    return lines;
  }

  /** All parts in the order given, each under a comment with its name. */
  static String join(List<Part> parts) {
    List<SessionEffects> effects = parts.stream().map(p -> SessionEffects.of(p.sql())).toList();
    Set<String> kept = new LinkedHashSet<>();
    effects.subList(0, parts.size() - 1).forEach(effect -> kept.addAll(effect.settings()));
    StringBuilder sql = new StringBuilder(keep(kept));
    boolean deferred = false;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      sql.append("-- ").append(part.name()).append('\n').append(ended(part.sql())).append('\n');
      deferred |= part.sql().toLowerCase(Locale.ROOT).contains("deferred");
      if (i < parts.size() - 1) {
        sql.append(takenBack(effects.get(i), deferred)).append('\n');
      }
    }
    return sql.toString();
  }

  /** Its last statement with its semicolon. */
  private static String ended(String sql) {
    List<Statement> statements = SqlScript.statements(sql);
    int end = (int) statements.get(statements.size() - 1).end();
    String rest = sql.substring(end);
    boolean ends = SqlScript.canonical(rest).strip().startsWith(";");
    return (sql.substring(0, end) + (ends ? "" : ";") + rest).strip();
  }

  private static String keep(Set<String> settings) {
    return settings.isEmpty()
        ? ""
        : "-- what the session is like\nselect "
            + settings.stream()
                .map(name -> set(KEPT + name, name))
                .collect(Collectors.joining(",\n  "))
            + ";\n\n";
  }

  private static String takenBack(SessionEffects effects, boolean deferred) {
    Set<String> statements = new LinkedHashSet<>();
    if (deferred) {
      statements.add("set constraints all immediate");
    }
    List<String> settings = new ArrayList<>(effects.settings());
    // Another role may not be allowed to set the others.
    settings.sort((a, b) -> Boolean.compare(!a.equals("role"), !b.equals("role")));
    if (!settings.isEmpty()) {
      statements.add(
          "select "
              + settings.stream()
                  .map(name -> set(name, KEPT + name))
                  .collect(Collectors.joining(",\n  ")));
    }
    statements.addAll(effects.leftovers());
    return statements.isEmpty()
        ? ""
        : "-- back to what the session was\n" + String.join(";\n", statements) + ";\n";
  }

  private static String set(String name, String from) {
    return "pg_catalog.set_config(%s, pg_catalog.current_setting(%s, true), true)"
        .formatted(Quote.literal(name), Quote.literal(from));
  }
}
