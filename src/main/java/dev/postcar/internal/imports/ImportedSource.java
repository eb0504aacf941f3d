package dev.postcar.internal.imports;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.LineComment;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a project becomes: the SQL that postcar sends, and names that keep the order. */
public final class ImportedSource {

  private static final int SHORTEST = 4;

  private final ForeignProject project;
  private final Map<MigrationId, ForeignMigration> migrations = new LinkedHashMap<>();
  private final Map<MigrationId, ForeignView> views = new LinkedHashMap<>();

  private ImportedSource(ForeignProject project) {
    this.project = project;
  }

  static ImportedSource of(String packageName, ForeignProject project) {
    ImportedSource source = new ImportedSource(project);
    List<String> numbers = source.numbers();
    for (int i = 0; i < numbers.size(); i++) {
      ForeignMigration one = project.migrations().get(i);
      String name = "M" + numbers.get(i) + "_" + words(one.name(), "Migration");
      source.migrations.put(new MigrationId(packageName, name), source.sendable(one));
    }
    Set<String> taken = new HashSet<>();
    for (ForeignView view : project.views()) {
      String name = words(view.name(), "View");
      for (int i = 2; !taken.add(name); i++) {
        name = words(view.name(), "View") + i;
      }
      source.views.put(
          new MigrationId(packageName, name),
          new ForeignView(
              view.key(), view.name(), withoutDirectives(view.up()), view.down(), view.file()));
    }
    return source;
  }

  Map<MigrationId, ForeignMigration> migrations() {
    return migrations;
  }

  Map<MigrationId, ForeignView> views() {
    return views;
  }

  /** The tool's own numbers where they are whole and ascending, else new ones. */
  private List<String> numbers() {
    List<String> numbers = new ArrayList<>();
    BigInteger before = BigInteger.valueOf(-1);
    boolean own = true;
    int width = SHORTEST;
    for (ForeignMigration one : project.migrations()) {
      own =
          own
              && one.version().matches("\\d{1,18}")
              && new BigInteger(one.version()).compareTo(before) > 0;
      before = own ? new BigInteger(one.version()) : before;
      width = Math.max(width, own ? before.toString().length() : SHORTEST);
    }
    width = own ? width : Math.max(SHORTEST, String.valueOf(project.migrations().size()).length());
    for (int i = 0; i < project.migrations().size(); i++) {
      String digits =
          own
              ? new BigInteger(project.migrations().get(i).version()).toString()
              : String.valueOf(i + 1);
      numbers.add("0".repeat(width - digits.length()) + digits);
    }
    return numbers;
  }

  /** ASCII words: file systems and Java agree on them. */
  private static String words(String text, String otherwise) {
    StringBuilder words = new StringBuilder();
    for (String word : text.split("[^A-Za-z0-9]+", -1)) {
      if (!word.isEmpty()) {
        words.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    boolean letter = words.chars().anyMatch(Character::isLetter);
    boolean first = words.length() > 0 && Character.isLetter(words.charAt(0));
    String name = letter ? words.toString() : otherwise + words;
    name = letter && !first && otherwise.equals("View") ? otherwise + name : name;
    return name.length() > 100 ? name.substring(0, 100) : name;
  }

  private ForeignMigration sendable(ForeignMigration one) {
    String forward = sendable(one, one.forward(), one.file(), one.line());
    String rollback =
        one.rollback() == null || one.rollback().isBlank()
            ? null
            : sendable(one, one.rollback(), one.rollbackFile(), one.rollbackLine());
    boolean outside =
        refusesTransaction(forward) || (rollback != null && refusesTransaction(rollback));
    return one.with(forward, rollback).transactional(one.transactional() && !outside);
  }

  /** What cannot be sent is said with its line. */
  private String sendable(ForeignMigration one, String sql, ForeignFile file, int line) {
    try {
      String own = OwnTransaction.removed(sql);
      List<Statement> statements = SqlScript.statements(own);
      for (Statement statement : SqlScript.statements(sql)) {
        int at = line + (int) statement.line() - 1;
        String psql = StatementKind.psqlCommand(statement);
        if (psql != null) {
          project.noForm(file, at, psql + " is a command of psql, not SQL");
        } else if (StatementKind.copiesThroughClient(statement)) {
          project.noForm(
              file, at, "COPY with the client's data: write inserts, or a CodeMigration");
        } else if (own.equals(sql) && StatementKind.controlsTransaction(statement)) {
          project.noForm(
              file,
              at,
              "\""
                  + String.join(" ", statement.words())
                  + "\": postcar manages the transaction. Split"
                  + " the migration, or mark it as running outside a transaction and remove the line");
        }
      }
      return withoutDirectives(statements.isEmpty() ? empty(own, one) : own);
    } catch (SqlSyntaxException e) {
      project.noForm(file, line + (int) e.line() - 1, e.problem());
      return sql;
    }
  }

  /** What the other tool took for a comment stays one, even if it reads like postcar's own. */
  private static String withoutDirectives(String sql) {
    StringBuilder text = new StringBuilder(sql);
    List<LineComment> comments = LineComment.of(sql);
    for (int i = comments.size() - 1; i >= 0; i--) {
      if (comments.get(i).text().regionMatches(true, 0, "postcar", 0, 7)) {
        text.insert(sql.indexOf("--", comments.get(i).start()) + 2, " imported:");
      }
    }
    return text.toString();
  }

  /** A migration that does nothing still has its place. */
  private static String empty(String sql, ForeignMigration one) {
    String comments = sql.replaceAll("(?i)todo", "to-do").replace(";", "").stripTrailing();
    return comments + "\n-- " + one.file().simpleName() + " contains no SQL.\nselect 1;\n";
  }

  private static boolean refusesTransaction(String sql) {
    try {
      return SqlScript.statements(sql).stream().anyMatch(StatementKind::refusesTransaction);
    } catch (SqlSyntaxException e) {
      return false;
    }
  }
}
