package dev.postcar.internal.imports;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Flyway: V, U, R and B files, with placeholders and {@code .sql.conf} files. */
final class FlywayReader {

  private static final Pattern NAME = Pattern.compile("(?:.*/)?([VUBR])([\\d._]*?)__([^/]*)\\.sql");
  private static final String CALLBACK =
      "(?:.*/)?(before|after|create)[A-Z]\\w*(__[^/]*)?\\.(sql|java|class)";

  private FlywayReader() {}

  static void read(ForeignFolder folder) {
    Map<List<BigInteger>, ForeignFile> versioned = new TreeMap<>(FlywayReader::compare);
    Map<List<BigInteger>, ForeignFile> undo = new TreeMap<>(FlywayReader::compare);
    List<ForeignFile> repeatable = new ArrayList<>();
    for (ForeignFile file : folder.files(NAME.pattern())) {
      Matcher name = PairReaders.matcher(NAME, file);
      String kind = name.group(1);
      if (kind.equals("R") && name.group(2).isEmpty()) {
        repeatable.add(file);
      } else if (kind.equals("R") || !name.group(2).matches("\\d+([._]\\d+)*")) {
        folder.project().noForm(file, 1, "\"" + name.group(2) + "\" is no version");
      } else if (kind.equals("B")) {
        folder
            .project()
            .leftOut(file, 1, "it is a baseline: the V files up to its version are imported");
      } else {
        ForeignFile other = (kind.equals("V") ? versioned : undo).put(version(name.group(2)), file);
        if (other != null) {
          folder.project().noForm(file, 1, "it has the version of " + other.name());
        }
      }
    }
    versioned.forEach((version, file) -> add(folder, file, undo.remove(version)));
    undo.values()
        .forEach(file -> folder.project().leftOut(file, 1, "there is no V file that it undoes"));
    repeatable.sort(Comparator.comparing(file -> PairReaders.matcher(NAME, file).group(3)));
    for (ForeignFile file : repeatable) {
      ForeignFile replaced = folder.replaced(file, defaults(file));
      String words = PairReaders.matcher(NAME, file).group(3).replace('_', ' ');
      Repeatable.add(folder.project(), replaced, words);
    }
    rest(folder);
  }

  private static void add(ForeignFolder folder, ForeignFile raw, ForeignFile undo) {
    Matcher name = PairReaders.matcher(NAME, raw);
    boolean replace = !"false".equals(conf(folder, raw, "placeholderReplacement"));
    ForeignFile file = replace ? folder.replaced(raw, defaults(raw)) : raw;
    String key = name.group(2).replace('_', '.');
    boolean outside = "false".equals(conf(folder, raw, "executeInTransaction"));
    ForeignMigration one =
        ForeignMigration.of(file, key, name.group(3).replace('_', ' ')).transactional(!outside);
    folder
        .project()
        .add(
            undo == null ? one : one.undoneBy(folder.replaced(undo, defaults(undo))),
            new OldScript(file, null));
  }

  /** The placeholders that Flyway itself has a value for. */
  private static Map<String, String> defaults(ForeignFile file) {
    return Map.of(
        "flyway:defaultSchema", "public",
        "flyway:table", "flyway_schema_history",
        "flyway:filename", file.simpleName());
  }

  private static String conf(ForeignFolder folder, ForeignFile file, String key) {
    Pattern line = Pattern.compile("(?m)^\\s*" + key + "\\s*=\\s*(\\S+)\\s*$");
    return folder
        .file(file.name() + ".conf")
        .map(conf -> line.matcher(conf.text()))
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .orElse(null);
  }

  private static List<BigInteger> version(String text) {
    List<BigInteger> parts =
        new ArrayList<>(Arrays.stream(text.split("[._]", -1)).map(BigInteger::new).toList());
    // 1.0 is 1.
    while (parts.size() > 1 && parts.get(parts.size() - 1).signum() == 0) {
      parts.remove(parts.size() - 1);
    }
    return parts;
  }

  private static int compare(List<BigInteger> one, List<BigInteger> other) {
    for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
      BigInteger left = i < one.size() ? one.get(i) : BigInteger.ZERO;
      BigInteger right = i < other.size() ? other.get(i) : BigInteger.ZERO;
      if (!left.equals(right)) {
        return left.compareTo(right);
      }
    }
    return 0;
  }

  private static void rest(ForeignFolder folder) {
    folder.leaveOut(CALLBACK, "it is a callback: see hooks in the manual");
    folder
        .files("(?:.*/)?[VRUB][\\d._]*__[^/]*\\.(java|class|kt)")
        .forEach(
            file -> folder.project().noForm(file, 1, "it is code: write a CodeMigration for it"));
    for (ForeignFile file : folder.files(".*\\.sql")) {
      if (!NAME.matcher(file.name()).matches() && !file.name().matches(CALLBACK)) {
        folder.project().leftOut(file, 1, "its name is not one that Flyway runs");
      }
    }
  }
}
