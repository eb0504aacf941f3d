package dev.postcar.internal.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One kind of change of a schema, from {@code catalog/cases.sql}.
 *
 * @param name what changes
 * @param since the first major that knows it
 * @param objects what a snapshot must name, and nothing else
 * @param change statements
 * @param undo statements that take it back
 */
public record DdlCase(String name, int since, List<String> objects, String change, String undo) {

  private static final Pattern HEAD = Pattern.compile("(.*?)(?: since (\\d+))? \\| (.*)");

  private static final Pattern CASES = Pattern.compile("\n--- (?!undo\n)");

  public static List<DdlCase> all() {
    List<DdlCase> cases = new ArrayList<>();
    for (String block : CASES.split("\n" + resource("cases.sql"), -1)) {
      if (block.isBlank()) {
        continue;
      }
      int line = block.indexOf('\n');
      Matcher head = HEAD.matcher(block.substring(0, line));
      if (!head.matches()) {
        throw new IllegalStateException(block);
      }
      String[] halves = block.substring(line + 1).split("--- undo\n", -1);
      cases.add(
          new DdlCase(
              head.group(1),
              head.group(2) == null ? 0 : Integer.parseInt(head.group(2)),
              List.of(head.group(3).split(", ", -1)),
              halves[0],
              halves[1]));
    }
    return cases;
  }

  public static String setup() {
    return resource("setup.sql");
  }

  private static String resource(String name) {
    try (InputStream stream = DdlCase.class.getResourceAsStream("/catalog/" + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
