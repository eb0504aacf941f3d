package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.internal.source.AllowedHazard;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Replaced;
import dev.postcar.internal.sql.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A squash as Java source.
 *
 * @param parts what it is made of, in order
 * @param requires what the parts require outside of themselves
 * @param rollbackSql its rollback SQL; null where a part has none
 */
record SquashClass(
    MigrationId id,
    List<AvailableMigration> parts,
    List<MigrationId> requires,
    String forwardSql,
    String rollbackSql) {

  private static final int LINE = 100;

  /** The whole file. */
  String text() {
    String annotations = replaces() + requiresText() + timeouts() + allowsText();
    Set<String> imports = new TreeSet<>(List.of("Migration"));
    for (String name : List.of("AllowHazard", "Replaces", "Requires", "Timeouts")) {
      if (annotations.contains("@" + name + "(")) {
        imports.add(name);
      }
    }
    return (id.packageName().isEmpty() ? "" : "package " + id.packageName() + ";\n\n")
        + imports.stream()
            .map(name -> "import dev.postcar." + name + ";\n")
            .collect(Collectors.joining())
        + "\n/** "
        + parts.get(0).id().name()
        + " to "
        + parts.get(parts.size() - 1).id().name()
        + " in one"
        + (rollbackSql == null ? "; irreversible, as some of them are" : "")
        + ". */\n"
        + annotations
        + "public class "
        + id.name()
        + " extends Migration {\n\n"
        + method("forward", forwardSql)
        + (rollbackSql == null ? "" : "\n" + method("rollback", rollbackSql))
        + "}\n";
  }

  private static String method(String name, String sql) {
    return "  @Override\n  public String %s() {\n    return %s;\n  }\n"
        .formatted(name, TextBlock.of(sql, 8));
  }

  /** What it replaces itself, then, by each earlier squash among them, what that had replaced. */
  Map<MigrationId, List<String>> replaced() {
    Map<MigrationId, List<String>> by = new LinkedHashMap<>();
    by.put(id, parts.stream().map(part -> shown(part.id())).toList());
    for (AvailableMigration part : parts) {
      for (Replaced one : part.replaces()) {
        by.computeIfAbsent(one.by(), key -> new ArrayList<>()).add(shown(one.id()));
      }
    }
    return by;
  }

  private String replaces() {
    StringBuilder text = new StringBuilder();
    replaced()
        .forEach(
            (squash, names) ->
                text.append(
                    squash.equals(id)
                        ? "@Replaces(" + list(names) + ")\n"
                        : "@Replaces(value = "
                            + list(names)
                            + ", by = \""
                            + shown(squash)
                            + "\")\n"));
    return text.toString();
  }

  /** A name alone means the squash's own package. */
  String shown(MigrationId one) {
    return one.packageName().equals(id.packageName()) ? one.name() : one.toString();
  }

  private String requiresText() {
    return requires.isEmpty()
        ? ""
        : "@Requires(names = "
            + list(requires.stream().map(MigrationId::toString).toList())
            + ")\n";
  }

  private String timeouts() {
    List<String> elements = new ArrayList<>();
    limits().forEach((name, limit) -> elements.add(name + " = \"" + limit + "\""));
    return elements.isEmpty() ? "" : "@Timeouts(" + String.join(", ", elements) + ")\n";
  }

  /** What the parts allow: each hazard once, for the reasons that they give. */
  List<AllowedHazard> allows() {
    Map<String, AllowedHazard> allows = new LinkedHashMap<>();
    for (AvailableMigration part : parts) {
      for (AllowedHazard one : part.allows()) {
        allows.merge(
            one.id(),
            one,
            (a, b) ->
                a.because().contains(b.because())
                    ? a
                    : new AllowedHazard(a.id(), a.because() + "; " + b.because()));
      }
    }
    return List.copyOf(allows.values());
  }

  private String allowsText() {
    StringBuilder text = new StringBuilder();
    for (AllowedHazard one : allows()) {
      String because = one.because().replace("\\", "\\\\").replace("\"", "\\\"");
      text.append("@AllowHazard(value = \"" + one.id() + "\", because = \"" + because + "\")\n");
    }
    return text.toString();
  }

  /** The longest of what is said: a limit counts for each statement, not for their sum. */
  Map<String, String> limits() {
    Map<String, String> limits = new LinkedHashMap<>();
    add(limits, "lock", parts.stream().map(AvailableMigration::lockTimeout).toList());
    add(limits, "statement", parts.stream().map(AvailableMigration::statementTimeout).toList());
    return limits;
  }

  private static void add(Map<String, String> found, String name, List<Duration> limits) {
    Duration longest = null;
    for (Duration limit : limits) {
      if (limit != null && (longest == null || isLonger(limit, longest))) {
        longest = limit;
      }
    }
    if (longest != null) {
      found.put(name, longest.isZero() ? "off" : Durations.format(longest));
    }
  }

  private static boolean isLonger(Duration one, Duration other) {
    return !other.isZero() && (one.isZero() || one.compareTo(other) > 0);
  }

  private static String list(List<String> names) {
    List<String> quoted = names.stream().map(name -> '"' + name + '"').toList();
    String line = "{" + String.join(", ", quoted) + "}";
    return line.length() < LINE * 3 / 4 ? line : "{\n  " + String.join(",\n  ", quoted) + "\n}";
  }
}
