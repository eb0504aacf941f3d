package dev.postcar.schema;

import dev.postcar.PostcarException;
import dev.postcar.sql.SqlScript;
import dev.postcar.sql.SqlSyntaxException;
import dev.postcar.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What all databases of a server share, and SQL on a scratch database must not change there. */
final class ScratchShared {

  private static final Pattern SERVER =
      Pattern.compile("^(alter system|(create|drop|alter) (database|tablespace))\\b");
  private static final Pattern ROLE = Pattern.compile("^(alter|drop) (role|user|group)\\b");

  private ScratchShared() {}

  /** Whether a text has that name as a word. */
  static boolean names(String text, String role) {
    return Pattern.compile("(?i)(?<![\\w$])" + Pattern.quote(role) + "(?![\\w$])")
        .matcher(text)
        .find();
  }

  /**
   * Refuses what would change a server of others for good: they cannot run inside a function, so
   * that the text shows them.
   *
   * @param texts that are going to run
   * @param others the roles that were there
   */
  static void refuseServerWide(List<String> texts, Set<String> others) {
    for (String text : texts) {
      for (Statement statement : statements(text)) {
        String skeleton = SqlScript.skeleton(statement.text());
        boolean touches =
            SERVER.matcher(skeleton).find()
                || (ROLE.matcher(skeleton).find()
                    && others.stream().anyMatch(role -> names(statement.text(), role)));
        if (touches) {
          String line = SqlScript.canonical(statement.text());
          throw new PostcarException.Refusal(
              "Refused: \""
                  + (line.length() > 80 ? line.substring(0, 80) + "…" : line)
                  + "\" changes the whole server, and --scratch names a server of yours.\nState:"
                  + " nothing was run there.\nNext: leave out --scratch: a private server is thrown"
                  + " away afterwards.");
        }
      }
    }
  }

  private static List<Statement> statements(String text) {
    try {
      return SqlScript.statements(text);
    } catch (SqlSyntaxException e) {
      return List.of();
    }
  }
}
