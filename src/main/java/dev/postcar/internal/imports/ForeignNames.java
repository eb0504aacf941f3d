package dev.postcar.internal.imports;

import dev.postcar.MigrationId;
import dev.postcar.internal.config.Config;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Files in a package's folder that are named in the style of another tool, which nothing runs.
 *
 * @param format whose style it is
 * @param files their names, sorted
 */
public record ForeignNames(ForeignFormat format, List<String> files) {

  private static final int SHOWN = 3;
  private static final int BEGINNING = 1 << 16;
  private static final Pattern NUMBERED = Pattern.compile("\\d[\\d-]*_.*");

  /** What the name alone tells. */
  private static final Map<Pattern, ForeignFormat> BY_NAME = new LinkedHashMap<>();

  /** What the file's text tells. */
  private static final Map<Pattern, ForeignFormat> BY_TEXT = new LinkedHashMap<>();

  static {
    BY_NAME.put(Pattern.compile("[VUB]\\d[\\d._]*__.*\\.sql|R__.*\\.sql"), ForeignFormat.FLYWAY);
    BY_NAME.put(Pattern.compile("\\d+_.*\\.(up|down)\\.sql"), ForeignFormat.GOLANG_MIGRATE);
    text("\\A\\s*--\\s*liquibase\\s+formatted\\s+sql\\b", ForeignFormat.LIQUIBASE_SQL);
    text("^--\\s*migrate:up\\b", ForeignFormat.DBMATE);
    text("^--\\s*\\+goose\\s+up\\b", ForeignFormat.GOOSE);
    text("^\\s*--\\s*//", ForeignFormat.MYBATIS);
  }

  private static void text(String pattern, ForeignFormat format) {
    BY_TEXT.put(Pattern.compile("(?im)" + pattern), format);
  }

  /** Those of one folder, by format; none where it cannot be listed. */
  public static List<ForeignNames> in(Path folder) {
    String[] names = new File(folder.toString()).list();
    Map<ForeignFormat, List<String>> found = new LinkedHashMap<>();
    if (names != null) {
      Arrays.sort(names);
      for (String name : names) {
        ForeignFormat format = of(folder, name);
        if (format != null) {
          found.computeIfAbsent(format, key -> new ArrayList<>()).add(name);
        }
      }
    }
    return found.entrySet().stream()
        .map(entry -> new ForeignNames(entry.getKey(), List.copyOf(entry.getValue())))
        .toList();
  }

  /**
   * A line for each folder of a package and each style; none where SQL files are left alone.
   *
   * @param name a folder as messages show it
   */
  public static List<String> lines(Config config, Function<Path, String> name) {
    List<String> lines = new ArrayList<>();
    if (config.sqlFiles()) {
      for (Path root : config.sources()) {
        for (String packageName : config.packages()) {
          Path folder = root.resolve(packageName.replace('.', '/'));
          String[] all = new File(folder.toString()).list();
          boolean taken =
              all != null && Arrays.stream(all).anyMatch(file -> file.matches("M\\d{4,}_.*"));
          in(folder).forEach(names -> lines.add(names.line(name.apply(folder), taken)));
        }
      }
    }
    return lines;
  }

  /** The line of a folder, into whose package nothing is imported if it has migrations already. */
  private String line(String folder, boolean taken) {
    boolean one = files.size() == 1;
    return "%s: %s in the style of %s: %s%s postcar does not run %s. To import %s, run \"postcar import %s %s%s\" and remove %s."
        .formatted(
            folder,
            one ? "a migration" : files.size() + " migrations",
            format.text(),
            String.join(", ", files.subList(0, Math.min(SHOWN, files.size()))),
            files.size() > SHOWN ? ", …" : ".",
            one ? "it" : "them",
            one ? "it" : "them",
            format.text(),
            folder.indexOf(' ') < 0 ? folder : "'" + folder + "'",
            taken ? " --package imported" : "",
            one ? "the file" : "the files");
  }

  private static ForeignFormat of(Path folder, String name) {
    if (!name.endsWith(".sql")) {
      return name.equals("sqitch.plan")
          ? ForeignFormat.SQITCH
          : NUMBERED.matcher(name).matches()
                  && Files.isRegularFile(folder.resolve(name).resolve("up.sql"))
              ? ForeignFormat.DIESEL
              : null;
    }
    if (MigrationId.isName(name.substring(0, name.length() - 4)) || name.endsWith(".view.sql")) {
      return null;
    }
    for (Map.Entry<Pattern, ForeignFormat> one : BY_NAME.entrySet()) {
      if (one.getKey().matcher(name).matches()) {
        return one.getValue();
      }
    }
    String text = beginning(folder.resolve(name));
    for (Map.Entry<Pattern, ForeignFormat> one : BY_TEXT.entrySet()) {
      if (one.getKey().matcher(text).find()) {
        return one.getValue();
      }
    }
    // Any other may be what a class reads.
    return NUMBERED.matcher(name).matches() ? ForeignFormat.PLAIN : null;
  }

  private static String beginning(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
