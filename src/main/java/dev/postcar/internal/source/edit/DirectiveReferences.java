package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.internal.sql.LineComment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The places in the directives of a SQL file that name some migrations. */
final class DirectiveReferences {

  private static final Pattern DIRECTIVE = Pattern.compile("(?s)\\s*--\\s*postcar:.*");
  private static final Pattern NAME = Pattern.compile("[\\w.]+", Pattern.UNICODE_CHARACTER_CLASS);

  private DirectiveReferences() {}

  /**
   * Finds them.
   *
   * @param packageName of the file: a name alone is of this package
   * @param ids the migrations that are looked for, by their full names
   */
  static List<Reference> find(
      Path file, String packageName, String text, Map<String, MigrationId> ids) {
    List<Reference> found = new ArrayList<>();
    for (LineComment comment : LineComment.of(text)) {
      if (!DIRECTIVE.matcher(text.substring(comment.start(), comment.end())).matches()) {
        continue;
      }
      Matcher name = NAME.matcher(text).region(comment.start(), comment.end());
      while (name.find()) {
        String shown = name.group();
        String full = shown.indexOf('.') < 0 ? packageName + "." + shown : shown;
        MigrationId id = ids.get(full);
        if (id != null) {
          int offset = name.end() - id.name().length();
          found.add(
              new Reference(file, id, offset, comment.line(), Reference.Place.ANNOTATION, shown));
        }
      }
    }
    return found;
  }
}
