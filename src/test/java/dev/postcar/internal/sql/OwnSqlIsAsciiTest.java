package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** postcar's own SQL must reach a database of any encoding. */
final class OwnSqlIsAsciiTest {

  private static final Pattern TEXT =
      Pattern.compile("\"\"\"(?s:.*?)\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\"");
  private static final Pattern SQL =
      Pattern.compile(
          "(?i)\\bpg_\\w+|\\b(select|insert|update|delete|create|alter|set local)\\b.*\\b(from|into|set|table|schema|=)\\b");
  private static final Pattern OTHERS = Pattern.compile("[^\\x00-\\x7f]");

  @Test
  void inResourcesAndInTexts() throws IOException {
    List<String> wrong = new ArrayList<>();
    int seen = 0;
    for (Path file : files(Path.of("src/main/resources"), ".sql")) {
      seen++;
      if (OTHERS.matcher(Files.readString(file)).find()) {
        wrong.add(file.toString());
      }
    }
    for (Path file : files(Path.of("src/main/java"), ".java")) {
      Matcher text = TEXT.matcher(Files.readString(file));
      while (text.find()) {
        if (text.group().startsWith("\"\"\"") && SQL.matcher(text.group()).find()) {
          seen++;
          if (OTHERS.matcher(text.group()).find()) {
            wrong.add(file + ": " + text.group());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(seen).isGreaterThan(60);
  }

  private static List<Path> files(Path root, String extension) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(path -> path.toString().endsWith(extension)).toList();
    }
  }
}
