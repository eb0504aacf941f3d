package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.internal.config.HazardIds;
import dev.postcar.internal.sql.Durations;
import dev.postcar.internal.sql.EditDistance;
import dev.postcar.internal.sql.LineComment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comments {@code -- postcar: …} of a SQL file say; each has its line to itself.
 *
 * <p>{@code rollback}, or {@code down} of a view, ends the first part and begins the second.
 */
final class SqlDirectives {

  private static final Pattern DIRECTIVE = Pattern.compile("postcar:\\s*(\\S*)\\s*(.*)");

  /** The colon is missing, and what follows would be taken for a part of the SQL before. */
  private static final Pattern NEARLY = Pattern.compile("(?i)postcar\\s*:?\\s*(\\w+)(.*)");

  private static final List<String> MIGRATION =
      List.of(
          "requires",
          "nontransactional",
          "timeouts",
          "rebuilds",
          "replaces",
          "allow",
          "knownbroken",
          "rollback");
  private static final List<String> VIEW = List.of("since", "until", "uses", "down");

  private final MigrationId id;
  private final SqlPlace place;
  private final String text;
  private final String second;
  private final List<String> known;
  private final Map<String, List<Said>> said = new LinkedHashMap<>();
  private LineComment split;

  /** What one of them says. */
  private record Said(String rest, int line) {}

  private SqlDirectives(SqlFile file, String text) {
    this.id = file.id();
    this.place = new SqlPlace(file.place(), 0);
    this.text = text;
    this.known = file.view() ? VIEW : MIGRATION;
    this.second = file.view() ? "down" : "rollback";
  }

  static SqlDirectives of(SqlFile file, String text) throws Rejected {
    SqlDirectives directives = new SqlDirectives(file, text);
    for (LineComment comment : LineComment.of(text)) {
      directives.add(comment);
    }
    return directives;
  }

  private void add(LineComment comment) throws Rejected {
    Matcher exact = DIRECTIVE.matcher(comment.text());
    if (!exact.matches()) {
      Matcher nearly = NEARLY.matcher(comment.text());
      if (nearly.matches() && known.contains(nearly.group(1))) {
        throw at(
            comment.line(),
            "write \"-- postcar: " + nearly.group(1) + nearly.group(2) + "\", with a colon");
      }
      return;
    }
    String name = exact.group(1);
    if (!known.contains(name)) {
      throw unknown(name, comment.line());
    } else if (split != null) {
      throw at(
          comment.line(),
          name.equals(second)
              ? "there is a second \"-- postcar: " + second + "\": keep one"
              : "\"" + name + "\" comes after \"" + second + "\": move it before that line");
    } else if (name.equals(second)) {
      expect(exact.group(2).isEmpty(), comment.line(), name + " takes nothing more");
      split = comment;
      return;
    }
    said.computeIfAbsent(name, key -> new ArrayList<>())
        .add(new Said(exact.group(2).strip(), comment.line()));
  }

  private Rejected unknown(String name, int line) {
    List<String> other = known.equals(VIEW) ? MIGRATION : VIEW;
    if (other.contains(name)) {
      return at(line, name + " is for " + (other.equals(VIEW) ? "views" : "migrations"));
    }
    String nearest = EditDistance.of(name, known);
    return at(
        line,
        "there is no directive \""
            + name
            + "\""
            + (nearest == null
                ? ": use one of " + String.join(", ", known)
                : ". Did you mean " + nearest + "?"));
  }

  private Rejected at(int line, String problem) {
    return new Rejected(place.line(line) + ": " + problem);
  }

  private void expect(boolean right, int line, String problem) throws Rejected {
    if (!right) {
      throw at(line, problem);
    }
  }

  /** The SQL before the second part, directives included: its lines are those of the file. */
  String first() {
    return split == null ? text : text.substring(0, split.start());
  }

  /** The SQL of the second part; null where there is none. */
  String second() {
    return split == null ? null : text.substring(split.end());
  }

  /** How many lines precede the second part. */
  int linesBefore() {
    return split == null ? 0 : split.line();
  }

  boolean has(String name) throws Rejected {
    for (Said one : said.getOrDefault(name, List.of())) {
      expect(one.rest().isEmpty(), one.line(), name + " takes nothing more");
    }
    return said.containsKey(name);
  }

  /** The sentence of a directive that is there once; null where it is not there. */
  String text(String name) throws Rejected {
    List<Said> all = said.getOrDefault(name, List.of());
    for (Said one : all) {
      expect(all.size() == 1, one.line(), name + " is set twice");
      expect(!one.rest().isEmpty(), one.line(), name + " needs a reason");
    }
    return all.isEmpty() ? null : all.get(0).rest();
  }

  /** The migrations or views that one kind of directive names, each once. */
  List<MigrationId> ids(String name) throws Rejected {
    Set<MigrationId> ids = new LinkedHashSet<>();
    for (Said one : said.getOrDefault(name, List.of())) {
      for (String each : names(name, one)) {
        ids.add(id(each));
      }
    }
    return List.copyOf(ids);
  }

  /** The only migration that a directive names; null where it is not there. */
  MigrationId one(String name) throws Rejected {
    List<Said> all = said.getOrDefault(name, List.of());
    List<MigrationId> ids = ids(name);
    expect(ids.size() < 2, all.isEmpty() ? 0 : all.get(0).line(), name + " takes one migration");
    return ids.isEmpty() ? null : ids.get(0);
  }

  /** A name alone is of the file's own package. */
  private MigrationId id(String name) {
    MigrationId named = MigrationId.of(name);
    return named.packageName().isEmpty() ? new MigrationId(id.packageName(), named.name()) : named;
  }

  private List<String> names(String name, Said one) throws Rejected {
    List<String> names =
        List.of(one.rest().split("\\s*,\\s*|\\s+", -1)).stream().filter(s -> !s.isEmpty()).toList();
    expect(!names.isEmpty(), one.line(), name + " needs a name");
    for (String each : names) {
      expect(PackageName.isOne(each), one.line(), "\"" + each + "\" is not a name");
    }
    return names;
  }

  /** {@code replaces M0001_A, M0002_B}, or {@code replaces M0001_A by M0002_Squash}. */
  List<Replacements.Group> replaces() throws Rejected {
    List<Replacements.Group> groups = new ArrayList<>();
    for (Said one : said.getOrDefault("replaces", List.of())) {
      String[] parts = one.rest().split("\\s+by\\s+", 2);
      Said names = new Said(parts[0], one.line());
      groups.add(
          new Replacements.Group(names("replaces", names), parts.length > 1 ? parts[1] : ""));
    }
    return groups;
  }

  /** {@code allow HAZARD because …}. */
  List<AllowedHazard> allows() throws Rejected {
    List<AllowedHazard> allows = new ArrayList<>();
    for (Said one : said.getOrDefault("allow", List.of())) {
      String[] parts = one.rest().split("\\s+because\\s+", 2);
      expect(
          parts.length == 2,
          one.line(),
          "allow needs a hazard and a reason, such as allow drop-column because nothing reads it");
      String unknown = HazardIds.problem(parts[0]);
      expect(unknown == null, one.line(), unknown);
      allows.add(new AllowedHazard(parts[0], parts[1]));
    }
    return List.copyOf(allows);
  }

  /** {@code lock} or {@code statement}; null where nothing is said. */
  Duration timeout(String element) throws Rejected {
    Duration found = null;
    for (Said one : said.getOrDefault("timeouts", List.of())) {
      expect(!one.rest().isEmpty(), one.line(), "timeouts needs lock=… or statement=…");
      for (String each : one.rest().split("[\\s,]+", -1)) {
        Matcher matcher = Pattern.compile("(lock|statement)=(.+)").matcher(each);
        expect(
            matcher.matches(),
            one.line(),
            "\"" + each + "\" is neither lock=… nor statement=…, such as lock=2s");
        if (matcher.group(1).equals(element)) {
          expect(found == null, one.line(), element + " is set twice");
          found = duration(matcher.group(2), one.line());
        }
      }
    }
    return found;
  }

  private Duration duration(String text, int line) throws Rejected {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Rejected(place.line(line) + ": " + e.getMessage(), e);
    }
  }
}
