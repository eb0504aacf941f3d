package dev.postcar.internal.report;

import dev.postcar.HintLevel;
import dev.postcar.internal.safer.SaferPlan;
import dev.postcar.internal.trace.HintsPage;
import dev.postcar.result.TraceResult;
import dev.postcar.result.TraceResult.TracedStatement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * A trace as a person reads it: a line for each statement, and below what would hurt.
 *
 * @param width of a line, in columns: SQL is cut, and what it does stands below it where next to it
 *     too little would be left
 */
public record TraceText(AnsiStyle ink, int width) {

  private static final int NARROWEST = 40;

  /** What stands around the SQL: its number, two gaps and the time. */
  private static final int AROUND = 17;

  /** As other programs read it: exactly the fields of the contract; for {@link Json}. */
  public static Map<String, Object> document(TraceResult result) {
    List<Object> migrations = new ArrayList<>();
    for (TraceResult.TracedMigration migration : result.migrations()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", migration.id());
      one.put("statements", migration.statements().stream().map(TraceText::document).toList());
      migrations.add(one);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("migrations", migrations);
    document.put("hints", result.hints().stream().map(TraceText::document).toList());
    return document;
  }

  private static Map<String, Object> document(TraceResult.Hint hint) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("id", hint.id());
    one.put("migration", hint.migration());
    one.put("statement", hint.statement());
    one.put("level", hint.level());
    one.put("message", hint.message());
    one.put("docs", HintsPage.address(hint.id()));
    one.put("object", hint.object());
    one.put("allowed", hint.allowed());
    return one;
  }

  private static Map<String, Object> document(TracedStatement statement) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("sql", statement.sql());
    one.put("durationMs", statement.durationMs());
    one.put("walBytes", statement.walBytes());
    one.put("locks", statement.locks());
    one.put("rewrites", statement.rewrites());
    one.put("scans", statement.scans());
    return one;
  }

  /**
   * As people read it.
   *
   * @param from the level from which on hints are shown
   */
  public String of(TraceResult result, HintLevel from) {
    StringBuilder text = new StringBuilder();
    List<TracedStatement> all =
        result.migrations().stream().flatMap(migration -> migration.statements().stream()).toList();
    int effects = widest(all, statement -> String.join("; ", effects(statement)).length());
    boolean below = width - AROUND - effects < NARROWEST;
    int most = Math.max(NARROWEST, width - AROUND - (below ? 0 : effects));
    int widest = widest(all, statement -> start(statement, most).length());
    for (TraceResult.TracedMigration migration : result.migrations()) {
      text.append(migration.id()).append('\n');
      int number = 0;
      for (TracedStatement statement : migration.statements()) {
        text.append(line(++number, statement, widest, below)).append('\n');
      }
    }
    List<TraceResult.Hint> shown = HintGroup.shown(result, from);
    Map<String, List<TraceResult.Hint>> byMigration = new LinkedHashMap<>();
    shown.forEach(
        hint -> byMigration.computeIfAbsent(hint.migration(), id -> new ArrayList<>()).add(hint));
    Set<String> said = new HashSet<>();
    byMigration.forEach((migration, hints) -> text.append('\n').append(hints(hints, said)));
    if (!shown.isEmpty()) {
      text.append("\nMore on a hint: ").append(HintsPage.address("ID")).append(" in the manual.\n");
    }
    return text.append(summary(result, from)).toString();
  }

  /**
   * The hints of one migration, a line for each kind.
   *
   * @param said the kinds whose safer way was shown already
   */
  private String hints(List<TraceResult.Hint> hints, Set<String> said) {
    StringBuilder text = new StringBuilder();
    for (HintGroup group : HintGroup.of(hints, TraceResult.Hint::migration)) {
      text.append(line(group)).append('\n');
      String message = group.message();
      int safer = message.indexOf(" Safer: ");
      if (safer >= 0 && said.add(group.first().id())) {
        text.append(wrapped(" " + message.substring(safer), "    ")).append('\n');
      }
    }
    if (hints.stream().anyMatch(hint -> SaferPlan.hasForm(hint.id()))) {
      String id = hints.get(0).migration();
      text.append("  Safe form, with a proof: postcar safer ")
          .append(id.substring(id.lastIndexOf('.') + 1))
          .append('\n');
    }
    return text.toString();
  }

  private static int widest(List<TracedStatement> all, ToIntFunction<TracedStatement> length) {
    return all.stream().mapToInt(length).max().orElse(1);
  }

  private String line(int number, TracedStatement statement, int widest, boolean below) {
    String effects = String.join("; ", effects(statement));
    String start = String.format(Locale.ROOT, "%-" + widest + "s", start(statement, widest));
    return String.format(Locale.ROOT, "  %2d  %s  %7s", number, start, time(statement))
        + (effects.isEmpty() ? "" : (below ? "\n      " : "  ") + ink.notable(effects));
  }

  /** How a statement begins, on one line. */
  private static String start(TracedStatement statement, int most) {
    String sql = statement.sql() == null ? "(code)" : statement.sql();
    String line = sql.strip().replaceAll("\\s+", " ");
    return line.length() > most ? line.substring(0, most - 1) + "…" : line;
  }

  private static String time(TracedStatement statement) {
    return Times.text(statement.durationMs());
  }

  /** The strongest lock of each table, but for plain reading; rewrites and scans. */
  private static List<String> effects(TracedStatement statement) {
    Map<String, Set<String>> byMode = new LinkedHashMap<>();
    Set<String> seen = new LinkedHashSet<>();
    for (TraceResult.Lock lock : statement.locks()) {
      boolean table = !statement.minor().contains(lock.relation());
      if (table && seen.add(lock.relation()) && !lock.mode().equals("AccessShareLock")) {
        byMode.computeIfAbsent(lock.mode(), mode -> new LinkedHashSet<>()).add(lock.relation());
      }
    }
    List<String> effects = new ArrayList<>();
    byMode.forEach((mode, tables) -> effects.add(mode + " " + String.join(", ", tables)));
    add(effects, "rewrites ", statement.rewrites(), statement.minor());
    add(effects, "scans ", statement.scans(), List.of());
    return effects;
  }

  private static void add(
      List<String> effects, String verb, List<String> relations, List<String> minor) {
    List<String> tables = relations.stream().filter(name -> !minor.contains(name)).toList();
    List<String> named = tables.isEmpty() ? relations : tables;
    if (!named.isEmpty()) {
      effects.add(verb + String.join(", ", named));
    }
  }

  /** In one line where it fits. */
  private String line(HintGroup group) {
    TraceResult.Hint hint = group.first();
    String level = hint.level().text();
    String where = " " + hint.migration() + ", " + group.statements();
    String id = " (" + hint.id() + ")";
    String problem = group.problem();
    boolean fits = (level + where + id + ": " + problem).length() <= width;
    String painted =
        hint.level() == HintLevel.DANGER
            ? ink.bad(level)
            : hint.level() == HintLevel.WARN ? ink.notable(level) : level;
    return painted
        + where
        + ink.faint(id)
        + (fits ? ": " + problem : ":\n" + wrapped("  " + problem, "    "));
  }

  /** Broken at words; what follows is indented. */
  private String wrapped(String line, String indent) {
    StringBuilder text = new StringBuilder();
    String rest = line;
    while (rest.length() > width) {
      int space = rest.lastIndexOf(' ', width);
      if (space <= indent.length()) {
        break;
      }
      text.append(rest, 0, space).append('\n');
      rest = indent + rest.substring(space + 1);
    }
    return text.append(rest).toString();
  }

  private static String summary(TraceResult result, HintLevel from) {
    int migrations = result.migrations().size();
    List<String> levels = new ArrayList<>();
    for (HintLevel level : List.of(HintLevel.DANGER, HintLevel.WARN, HintLevel.INFO)) {
      long count =
          result.hints().stream().filter(one -> !one.isAllowed() && one.level() == level).count();
      if (count > 0) {
        boolean shown = level.compareTo(from) >= 0;
        levels.add(count + " " + level.text() + (shown ? "" : " (not shown)"));
      }
    }
    long allowed = result.hints().stream().filter(TraceResult.Hint::isAllowed).count();
    if (allowed > 0) {
      levels.add(allowed + " allowed");
    }
    return "Traced "
        + migrations
        + (migrations == 1 ? " migration: " : " migrations: ")
        + (levels.isEmpty() ? "no hints." : String.join(", ", levels) + ".");
  }
}
