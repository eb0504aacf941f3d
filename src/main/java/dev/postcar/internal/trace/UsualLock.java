package dev.postcar.internal.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/** The lock that a statement takes of a relation which it names (documentation section 13.3.1). */
final class UsualLock {

  private record Rule(Pattern statement, LockMode mode) {
    Rule(String statement, LockMode mode) {
      this(Pattern.compile("^" + statement + "\\b"), mode);
    }
  }

  private static final String COLUMN = "alter (column )?(\"([^\"]|\"\")+\"|[^ \"]+) ";

  /** What alters a table and does not keep readers off; all else does. */
  private static final List<Rule> MILD =
      List.of(
          new Rule(
              "add (constraint (\"([^\"]|\"\")+\"|[^ \"]+) )?foreign key",
              LockMode.SHARE_ROW_EXCLUSIVE),
          new Rule("(enable|disable) ((always|replica) )?trigger", LockMode.SHARE_ROW_EXCLUSIVE),
          new Rule(
              "(validate constraint|cluster on|set without cluster|attach partition)",
              LockMode.SHARE_UPDATE_EXCLUSIVE),
          new Rule("detach partition .* (concurrently|finalize)", LockMode.SHARE_UPDATE_EXCLUSIVE),
          new Rule("(" + COLUMN + ")?set statistics", LockMode.SHARE_UPDATE_EXCLUSIVE),
          new Rule("(" + COLUMN + ")?(re)?set ?\\(", LockMode.SHARE_UPDATE_EXCLUSIVE));

  private static final List<Rule> OTHERS =
      List.of(
          new Rule("(comment|analyze|vacuum)", LockMode.SHARE_UPDATE_EXCLUSIVE),
          new Rule("(create (unique )?index|reindex)", LockMode.SHARE),
          new Rule("create .*\\bpartition of", LockMode.ACCESS_EXCLUSIVE),
          new Rule("create (or replace )?(constraint )?trigger", LockMode.SHARE_ROW_EXCLUSIVE),
          new Rule("(create|alter) .*\\breferences", LockMode.SHARE_ROW_EXCLUSIVE));

  private static final Pattern READS =
      Pattern.compile(
          "^(insert|update|delete|merge|copy|select|with|values|table|explain|create)\\b");
  private static final Pattern ROWS = Pattern.compile("\\bfor ((no key )?update|(key )?share)\\b");

  private UsualLock() {}

  /** Null where that is not known. */
  static LockMode of(String skeleton, Relation relation) {
    String bare = relation.name().substring(relation.name().lastIndexOf('.') + 1);
    String name = "(only )?([^ .]+\\.)?" + Pattern.quote(bare) + "(?![\\w$\"])";
    if (starts(skeleton, "alter (foreign )?table (if exists )?" + name)) {
      return altered(skeleton.replaceFirst("^.*?" + name, "").strip());
    }
    if (finds(skeleton, "\\b(insert into|update|delete from|merge into) " + name)
        || starts(skeleton, "copy " + name + ".* from\\b")) {
      return LockMode.ROW_EXCLUSIVE;
    }
    for (Rule rule : OTHERS) {
      if (rule.statement().matcher(skeleton).find()) {
        return rule.mode();
      }
    }
    if (!READS.matcher(skeleton).find()) {
      return null;
    }
    return ROWS.matcher(skeleton).find() ? LockMode.ROW_SHARE : LockMode.ACCESS_SHARE;
  }

  /** The strongest of what several subcommands take. */
  private static LockMode altered(String subcommands) {
    return split(subcommands).stream()
        .map(
            one ->
                MILD.stream()
                    .filter(rule -> rule.statement().matcher(one).find())
                    .map(Rule::mode)
                    .findFirst()
                    .orElse(LockMode.ACCESS_EXCLUSIVE))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static List<String> split(String subcommands) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < subcommands.length(); i++) {
      char c = subcommands.charAt(i);
      quoted ^= c == '"';
      depth += quoted ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0 && !quoted) {
        parts.add(subcommands.substring(begin, i).strip());
        begin = i + 1;
      }
    }
    parts.add(subcommands.substring(begin).strip());
    return parts;
  }

  private static boolean starts(String skeleton, String pattern) {
    return finds(skeleton, "^" + pattern);
  }

  private static boolean finds(String skeleton, String pattern) {
    return Pattern.compile(pattern).matcher(skeleton).find();
  }
}
