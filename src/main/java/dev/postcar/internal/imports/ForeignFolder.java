package dev.postcar.internal.imports;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.TextFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of another tool's project: all below one directory, links left aside. */
final class ForeignFolder {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}\\s]+)}");
  private static final Pattern TEXT =
      Pattern.compile(".*\\.(sql|conf|toml|plan|xml|ya?ml|properties)");

  private final Map<String, ForeignFile> files = new TreeMap<>(Comparator.naturalOrder());
  private final Map<String, String> placeholders;
  private final ForeignProject project = new ForeignProject();

  private ForeignFolder(Map<String, String> placeholders) {
    this.placeholders = placeholders;
  }

  /**
   * Reads a directory.
   *
   * @param placeholders values by name
   * @throws PostcarException.Configuration if it is none
   */
  static ForeignFolder of(Path root, Map<String, String> placeholders) {
    if (!Files.isDirectory(root)) {
      throw new PostcarException.Configuration(root + " is not a directory.");
    }
    ForeignFolder folder = new ForeignFolder(placeholders);
    try {
      // That the directory itself is a link is the user's own choice.
      Path real = root.toRealPath();
      Files.walkFileTree(
          real,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              boolean hidden = !path.equals(real) && path.getFileName().toString().startsWith(".");
              return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
                throws IOException {
              folder.add(path, real.relativize(path).toString().replace('\\', '/'), attributes);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new PostcarException.Configuration(root + " cannot be read: " + e + ".", e);
    }
    return folder;
  }

  private void add(Path path, String name, BasicFileAttributes attributes) throws IOException {
    // In a list of files a name is one line, and so it is in a comment that names it.
    String shown = name.replaceAll("\\p{Cntrl}", "?");
    ForeignFile file = new ForeignFile(path, shown, "");
    if (!shown.equals(name)) {
      project.noForm(file, 1, "its name has control characters: rename it");
    } else if (attributes.isSymbolicLink()) {
      project.noForm(file, 1, "it is a symbolic link, which is not followed: copy the file");
    } else if (attributes.isRegularFile() && TEXT.matcher(name).matches()) {
      try {
        files.put(name, new ForeignFile(path, name, TextFile.read(path).replace("\r\n", "\n")));
      } catch (CharacterCodingException | TextFile.Utf16 e) {
        project.noForm(file, 1, "it is not UTF-8: save it as UTF-8");
      } catch (TextFile.TooLong e) {
        project.noForm(file, 1, e.getMessage() + ": load the data with a code migration");
      }
    } else if (attributes.isRegularFile()
        && name.matches(".*\\.(java|class|go|py|js|ts|rb|kt|rs)")) {
      files.put(name, file);
    }
  }

  ForeignProject project() {
    return project;
  }

  /** A file by its name in the project. */
  Optional<ForeignFile> file(String name) {
    return Optional.ofNullable(files.get(name));
  }

  /** Those whose names match, by name. */
  List<ForeignFile> files(String pattern) {
    return files.values().stream().filter(file -> file.name().matches(pattern)).toList();
  }

  /** With its placeholders replaced; each without a value is said. */
  ForeignFile replaced(ForeignFile file) {
    return replaced(file, Map.of());
  }

  /** The same with more values. */
  ForeignFile replaced(ForeignFile file, Map<String, String> more) {
    Matcher matcher = PLACEHOLDER.matcher(file.text());
    StringBuilder text = new StringBuilder();
    List<String> missing = new ArrayList<>();
    while (matcher.find()) {
      String name = matcher.group(1);
      String value = placeholders.getOrDefault(name, more.get(name));
      if (value == null && !missing.contains(name)) {
        missing.add(name);
        project.noForm(
            file,
            line(file.text(), matcher.start()),
            "the placeholder ${" + name + "} has no value: add --placeholder " + name + "=VALUE");
      }
      matcher.appendReplacement(
          text, Matcher.quoteReplacement(value == null ? matcher.group() : value));
    }
    return new ForeignFile(file.path(), file.name(), matcher.appendTail(text).toString());
  }

  /** The line of an offset, from 1. */
  static int line(String text, int offset) {
    return 1 + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
  }

  /** Says of each file that no reader has taken that it is left out. */
  void leaveOut(String pattern, String reason) {
    files(pattern).forEach(file -> project.leftOut(file, 1, reason));
  }
}
