package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.CompileErrors;
import dev.postcar.internal.source.SourceFiles;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/** The sources of several migrations in the place of one. */
public final class SaferSources {

  private static final Set<String> KEPT_ANNOTATIONS =
      Set.of("Requires", "NonTransactional", "SuppressWarnings", "Deprecated");

  private SaferSources() {}

  /**
   * A migration to write.
   *
   * @param rollback null for none
   * @param batches whether it is code that repeats its SQL
   * @param lockTimeout such as {@code 200ms}; null for the configured one
   * @param note a line for people at its beginning; null for none
   */
  public record NewMigration(
      MigrationId id,
      String forward,
      String rollback,
      boolean transactional,
      boolean batches,
      String lockTimeout,
      String note) {}

  /**
   * Works out the change; nothing is written.
   *
   * @param one the migration that they replace
   * @throws PostcarException.Refusal if something would be lost
   */
  public static SourceChange change(
      SourceRequest request, AvailableMigration one, List<NewMigration> parts) {
    try {
      Path file = file(request, one);
      Map<Path, String> written = new LinkedHashMap<>();
      for (NewMigration part : parts) {
        boolean java = part.batches() || !one.isFile();
        String text = part.batches() ? code(part) : text(part, java);
        if (part.lockTimeout() != null) {
          text =
              headed(
                  text,
                  java,
                  "@dev.postcar.Timeouts(lock = \"%s\")".formatted(part.lockTimeout()),
                  "timeouts lock=" + part.lockTimeout());
        }
        if (written.isEmpty() && !one.requires().isEmpty()) {
          text = requiring(text, one, java);
        }
        written.put(file.resolveSibling(part.id().name() + (java ? ".java" : ".sql")), text);
      }
      List<Path> gone = written.containsKey(file) ? List.of() : List.of(file);
      return new SourceChange(request, written, gone);
    } catch (IOException e) {
      throw new PostcarException.Source("The sources cannot be read: " + e + ".", e);
    }
  }

  private static Path file(SourceRequest request, AvailableMigration one) throws IOException {
    List<Path> files = new ArrayList<>();
    String obstacle =
        one.rebuilds().isEmpty()
                && one.replaces().isEmpty()
                && one.lockTimeout() == null
                && one.statementTimeout() == null
            ? null
            : "has @Rebuilds, @Replaces or @Timeouts, which its parts would lose";
    String extension = one.isFile() ? ".sql" : ".java";
    for (Path root : request.sources()) {
      Path file = root.resolve(one.id().toString().replace('.', '/') + extension);
      if (Files.isRegularFile(file)) {
        files.add(file);
      }
    }
    if (obstacle == null && files.isEmpty()) {
      obstacle = "has no source file of its own below sources";
    } else if (obstacle == null && !one.isFile()) {
      SourceShape shape = SourceShape.of(files.get(0));
      Set<String> lost = new HashSet<>(shape.annotations());
      lost.removeAll(KEPT_ANNOTATIONS);
      obstacle =
          !lost.isEmpty()
              ? "has @" + String.join(", @", lost) + ", which its parts would lose"
              : shape.types().size() > 1 ? "has other classes in its source file" : null;
    }
    refuse(one, obstacle);
    List<Path> others = new ArrayList<>(SourceFiles.of(request).everything());
    others.removeAll(files);
    for (Reference named : ReferenceSearch.find(request, others, List.of(one.id()))) {
      if (named.place() != Reference.Place.TEXT) {
        refuse(
            one,
            "is named in %s:%d: that would have to name the last of its parts"
                .formatted(CompileErrors.shown(named.file()), named.line()));
      }
    }
    return files.get(0);
  }

  private static void refuse(AvailableMigration one, String obstacle) {
    if (obstacle != null) {
      throw new PostcarException.Refusal(
          "Refused: %s %s. Nothing was changed.".formatted(one.id(), obstacle));
    }
  }

  private static String text(NewMigration part, boolean java) {
    String note = part.note() == null ? "" : "-- " + part.note() + "\n";
    String rollback = part.rollback() == null ? null : part.rollback() + ";\n";
    return SourceText.migration(
        part.id(), note + part.forward() + ";\n", rollback, part.transactional(), java);
  }

  private static String requiring(String text, AvailableMigration one, boolean java) {
    List<String> names = one.requires().stream().map(MigrationId::toString).toList();
    return headed(
        text,
        java,
        "@dev.postcar.Requires(names = {\"" + String.join("\", \"", names) + "\"})",
        "requires " + String.join(", ", names));
  }

  private static String headed(String text, boolean java, String annotation, String directive) {
    return java
        ? text.replaceFirst(
            "(?m)^public class", Matcher.quoteReplacement(annotation + "\npublic class"))
        : "-- postcar: " + directive + "\n" + text;
  }

  private static String code(NewMigration part) {
    String name = part.id().packageName();
    String undo =
        part.rollback() == null
            ? ""
            : """

                @Override
                public void rollback(Context context) throws Exception {
                  try (java.sql.Statement statement = context.connection().createStatement()) {
                    statement.execute(%s);
                  }
                }
              """
                .formatted(TextBlock.of(part.rollback() + "\n", 12));
    return """
    %simport dev.postcar.CodeMigration;
    import dev.postcar.Context;
    import dev.postcar.NonTransactional;

    /** %s */
    @NonTransactional
    public class %s extends CodeMigration {

      @Override
      public void forward(Context context) throws Exception {
        context.inBatches(%s);
      }
    %s}
    """
        .formatted(
            name.isEmpty() ? "" : "package " + name + ";\n\n",
            part.note() == null ? "Batches, each committed by itself." : part.note(),
            part.id().name(),
            TextBlock.of(part.forward() + "\n", 8),
            undo);
  }
}
