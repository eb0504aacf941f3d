package dev.postcar.internal.imports;

import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.internal.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A repeatable script: a managed view where it creates one view or function and nothing else. */
final class Repeatable {

  private static final Pattern VIEW =
      Pattern.compile(
          "(?is)create\\s+(?:or\\s+replace\\s+)?(?:temp\\w*\\s+|recursive\\s+)?(view|materialized\\s+view)"
              + "\\s+(?:if\\s+not\\s+exists\\s+)?((?:\"(?:[^\"]|\"\")+\"|[\\w$]+)(?:\\s*\\.\\s*(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))?).*");
  private static final Pattern ROUTINE =
      Pattern.compile(
          "(?is)create\\s+(?:or\\s+replace\\s+)?(function|procedure)"
              + "\\s+((?:\"(?:[^\"]|\"\")+\"|[\\w$]+)(?:\\s*\\.\\s*(?:\"(?:[^\"]|\"\")+\"|[\\w$]+))?)\\s*\\(.*");
  private static final Pattern ACCESSORY =
      Pattern.compile("(?is)(comment\\s+on|grant|revoke|alter)\\b.*");

  private Repeatable() {}

  static void add(ForeignProject project, ForeignFile file, String words) {
    String down = down(file.text());
    if (down == null) {
      project.noForm(
          file,
          1,
          "it is repeatable and does not create exactly one view or function: write managed views,"
              + " or a migration, for what it does");
      return;
    }
    project.views().add(new ForeignView(words, words, file.text(), down, file));
    project.scripts().add(new OldScript(file, null));
  }

  /** What drops the only thing that is created; null where there is none, or several. */
  private static String down(String text) {
    List<Statement> statements;
    try {
      statements = SqlScript.statements(text);
    } catch (SqlSyntaxException e) {
      return null;
    }
    String down = null;
    for (Statement statement : statements) {
      Matcher view = VIEW.matcher(statement.text());
      Matcher routine = ROUTINE.matcher(statement.text());
      boolean drop =
          statement
              .text()
              .matches(
                  "(?is)drop\\s+(view|materialized\\s+view|function|procedure)\\s+if\\s+exists\\b.*");
      if (view.matches() || routine.matches()) {
        if (down != null) {
          return null;
        }
        Matcher one = view.matches() ? view : routine;
        down = "drop " + one.group(1).toLowerCase(Locale.ROOT) + " " + one.group(2) + ";\n";
      } else if (!(drop && down == null)
          && !(down != null && ACCESSORY.matcher(statement.text()).matches())) {
        return null;
      }
    }
    return down;
  }
}
