package dev.postcar.internal.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One file of the corpus: SQL, and how many statements a server executes in it.
 *
 * @param name the file's
 * @param sql the whole text; its first lines are comments
 * @param statements how many a server executes, from the line {@code -- expect: N}
 * @param since the first major version that takes it, from the line {@code -- since: N}; or 0
 */
record Snippet(String name, String sql, int statements, int since) {

  private static final Pattern HEAD =
      Pattern.compile("-- expect: (\\d+)\n(?:-- since: (\\d+)\n)?.*", Pattern.DOTALL);

  static List<Snippet> all() throws IOException, URISyntaxException {
    Path directory = Path.of(Snippet.class.getResource("/sql-corpus").toURI());
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".sql"))
          .sorted()
          .map(Snippet::read)
          .toList();
    }
  }

  private static Snippet read(Path file) {
    try {
      String sql = Files.readString(file);
      Matcher head = HEAD.matcher(sql);
      if (!head.matches()) {
        throw new AssertionError(file + " does not begin with -- expect: N");
      }
      int since = head.group(2) == null ? 0 : Integer.parseInt(head.group(2));
      return new Snippet(
          file.getFileName().toString(), sql, Integer.parseInt(head.group(1)), since);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
