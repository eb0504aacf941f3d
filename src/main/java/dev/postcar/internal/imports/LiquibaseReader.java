package dev.postcar.internal.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Liquibase's formatted SQL: each changeset is a migration. */
final class LiquibaseReader {

  private static final Pattern HEADER =
      Pattern.compile("(?i)\\A\\s*--\\s*liquibase\\s+formatted\\s+sql\\b.*");
  private static final Pattern CHANGESET =
      Pattern.compile("(?i)^\\s*--\\s*changeset\\s+(\"[^\"]+\"|[^\\s:]+):(\"[^\"]+\"|\\S+)(.*)");
  private static final Pattern ROLLBACK = Pattern.compile("(?i)^\\s*--\\s*rollback\\b ?(.*)");
  private static final Pattern OPENING =
      Pattern.compile("(?i)^\\s*/\\*\\s*liquibase\\s+rollback\\s*(.*)");
  private static final Pattern PROPERTY =
      Pattern.compile("(?i)^\\s*--\\s*property\\s+name:(\\S+)\\s+value:(\"[^\"]*\"|\\S+).*");
  private static final Pattern DIRECTIVE =
      Pattern.compile("(?i)^\\s*--\\s*(precondition[\\w-]*|preconditions)\\b.*");
  private static final Pattern ATTRIBUTE = Pattern.compile("(\\w+):(\"[^\"]*\"|\\S+)");
  private static final Pattern INCLUDED =
      Pattern.compile("(?m)(?:\\bfile\\s*[=:]\\s*[\"']?|\"file\"\\s*:\\s*\")([^\"'\\s,}]+\\.sql)");

  private final ForeignFolder folder;
  private final ForeignFile file;
  private final String[] kept;
  private Changeset open;

  private LiquibaseReader(ForeignFolder folder, ForeignFile file) {
    this.folder = folder;
    this.file = file;
    this.kept = file.lines().toArray(String[]::new);
  }

  /** One that is being read. */
  private static final class Changeset {
    private final String author;
    private final String id;
    private final Map<String, String> attributes = new HashMap<>();
    private final int line;
    private final StringBuilder forward = new StringBuilder();
    private final StringBuilder rollback = new StringBuilder();
    private int rollbackLine;
    private boolean skipped;

    Changeset(String author, String id, int line) {
      this.author = author;
      this.id = id;
      this.line = line;
    }
  }

  static void read(ForeignFolder folder) {
    Set<ForeignFile> ordered = new LinkedHashSet<>();
    for (ForeignFile master : folder.files("(?:.*/)?[^/]*changelog[^/]*\\.(xml|ya?ml|json)")) {
      if (master.text().matches("(?is).*\\bchangeSet\\b.*")) {
        folder
            .project()
            .noForm(master, 1, "it has changesets that are not SQL: export them as SQL");
      }
      Matcher included = INCLUDED.matcher(master.text());
      while (included.find()) {
        String name = included.group(1);
        folder.files(".*\\.sql").stream()
            .filter(
                one ->
                    one.name().equals(name)
                        || name.endsWith("/" + one.name())
                        || one.name().endsWith("/" + name))
            .findFirst()
            .ifPresent(ordered::add);
      }
    }
    ordered.addAll(folder.files(".*\\.sql"));
    for (ForeignFile raw : ordered) {
      if (HEADER.matcher(raw.text().lines().findFirst().orElse("")).matches()) {
        ForeignFile file = folder.replaced(raw, properties(raw));
        new LiquibaseReader(folder, file).read();
      } else {
        folder.project().leftOut(raw, 1, "it does not begin with \"--liquibase formatted sql\"");
      }
    }
  }

  private static Map<String, String> properties(ForeignFile file) {
    Map<String, String> properties = new HashMap<>();
    for (String line : file.lines()) {
      Matcher property = PROPERTY.matcher(line.stripTrailing());
      if (property.matches()) {
        properties.put(property.group(1), unquoted(property.group(2)));
      }
    }
    return properties;
  }

  private void read() {
    boolean inRollback = false;
    List<ForeignMigration> found = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      String line = kept[i];
      String bare = line.stripTrailing();
      Matcher changeset = CHANGESET.matcher(bare);
      if (changeset.matches()) {
        close(found);
        begin(changeset, i + 1);
      } else if (open == null) {
        outside(bare, i + 1);
      } else if (inRollback) {
        inRollback = !bare.contains("*/");
        rollback(line.replace("*/", ""), i + 1);
      } else if (OPENING.matcher(bare).matches()) {
        inRollback = !bare.contains("*/");
        rollback(OPENING.matcher(bare).replaceFirst("$1").replace("*/", "") + "\n", i + 2);
      } else if (ROLLBACK.matcher(bare).matches()) {
        rollback(ROLLBACK.matcher(bare).replaceFirst("$1") + "\n", i + 1);
      } else {
        if (DIRECTIVE.matcher(bare).matches()) {
          folder
              .project()
              .leftOut(file, i + 1, "a precondition: postcar runs each migration exactly once");
        }
        open.forward.append(line);
      }
      if (open != null) {
        // psql ends statements by a semicolon.
        kept[i] = open.skipped ? "\n" : delimited(line);
      }
    }
    close(found);
    ForeignFile old = new ForeignFile(file.path(), file.name(), String.join("", kept));
    for (int i = 0; i < found.size(); i++) {
      folder.project().migrations().add(found.get(i));
    }
    folder.project().scripts().add(new OldScript(old, null));
  }

  private void outside(String line, int number) {
    boolean comment = line.isBlank() || line.strip().startsWith("--");
    if (!comment) {
      folder.project().noForm(file, number, "it is before the first changeset");
    }
  }

  private void begin(Matcher changeset, int line) {
    open = new Changeset(unquoted(changeset.group(1)), unquoted(changeset.group(2)), line);
    Matcher attribute = ATTRIBUTE.matcher(changeset.group(3));
    while (attribute.find()) {
      open.attributes.put(
          attribute.group(1).toLowerCase(Locale.ROOT), unquoted(attribute.group(2)));
    }
    String dbms = open.attributes.getOrDefault("dbms", "all");
    if ("true".equals(open.attributes.get("ignore"))) {
      leaveOut("it is ignored (ignore:true)");
    } else if (!dbms.matches("(?i).*(?<!!)\\b(all|postgresql)\\b.*") && !dbms.startsWith("!")) {
      leaveOut("it is for " + dbms);
    } else if (dbms.matches("(?i).*!\\s*postgresql\\b.*")) {
      leaveOut("it is not for PostgreSQL");
    }
    for (String name : List.of("context", "contexts", "contextfilter", "labels")) {
      if (open.attributes.containsKey(name)) {
        folder
            .project()
            .leftOut(
                file,
                line,
                "its "
                    + name
                    + " ("
                    + open.attributes.get(name)
                    + ") is not kept: it runs everywhere");
      }
    }
    for (String name : List.of("runalways", "runonchange")) {
      if ("true".equals(open.attributes.get(name))) {
        folder.project().leftOut(file, line, name + " is not kept: it runs once");
      }
    }
  }

  private void leaveOut(String why) {
    open.skipped = true;
    folder.project().leftOut(file, open.line, why);
  }

  private void rollback(String text, int line) {
    open.rollbackLine = open.rollback.length() == 0 ? line : open.rollbackLine;
    open.rollback.append(text);
  }

  private void close(List<ForeignMigration> found) {
    if (open == null || open.skipped) {
      open = null;
      return;
    }
    String rollback = delimited(open.rollback.toString());
    boolean none = rollback.isBlank() || rollback.strip().matches("(?i)(empty|not required);?");
    if (rollback.matches("(?is)\\s*changesetid:.*")) {
      folder
          .project()
          .leftOut(file, open.rollbackLine, "a rollback by another changeset is not kept");
      none = true;
    }
    found.add(
        new ForeignMigration(
            file.name() + "::" + open.id + "::" + open.author,
            open.id.matches("\\d+") ? open.id : "",
            open.id.matches("[\\d.-]+")
                ? file.simpleName().replaceFirst("\\.sql$", "") + " " + open.id
                : open.id,
            delimited(open.forward.toString()),
            none ? null : rollback,
            !"false".equals(open.attributes.get("runintransaction")),
            file,
            open.line + 1,
            file,
            Math.max(1, open.rollbackLine)));
    open = null;
  }

  private String delimited(String sql) {
    String end = open.attributes.getOrDefault("enddelimiter", ";");
    return end.equals(";")
        ? sql
        : sql.replaceAll("(?im)^[ \\t]*" + Pattern.quote(end) + "[ \\t]*$", ";");
  }

  private static String unquoted(String text) {
    return text.replaceAll("^\"|\"$", "");
  }
}
