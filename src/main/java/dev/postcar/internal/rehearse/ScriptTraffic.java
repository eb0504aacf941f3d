package dev.postcar.internal.rehearse;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.TextFile;
import dev.postcar.internal.rehearse.Template.Part;
import dev.postcar.internal.rehearse.Template.Value;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads pgbench scripts: SQL with variables, {@code \set} of a number or of {@code random(low,
 * high)}, and {@code \sleep}. What else pgbench knows is refused by its line.
 */
final class ScriptTraffic {

  private static final Pattern SET =
      Pattern.compile("\\\\set\\s+([A-Za-z_]\\w*)\\s+(?:random\\(([^,()]+),([^,()]+)\\)|([^()]+))");
  private static final Pattern SLEEP = Pattern.compile("\\\\sleep\\s+(\\d+)\\s*(us|ms|s)?");
  private static final Pattern FACTOR = Pattern.compile(":[A-Za-z_]\\w*|-?\\d+");
  private static final Set<String> READING =
      Set.of("select", "begin", "commit", "end", "start", "set", "show", "table", "values");

  private ScriptTraffic() {}

  /**
   * Reads all scripts of a directory, by name.
   *
   * @throws PostcarException.Configuration if there is none, or one that cannot be run
   */
  static List<Template> of(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Template> templates = new ArrayList<>();
      for (Path file : files.filter(one -> one.toString().endsWith(".sql")).sorted().toList()) {
        templates.add(template(file));
      }
      if (templates.isEmpty()) {
        throw new PostcarException.Configuration(
            "--load: there is no *.sql file in " + directory + ".");
      }
      return templates;
    } catch (IOException e) {
      throw new PostcarException.Configuration("--load: " + directory + " cannot be read.", e);
    }
  }

  private static Template template(Path file) throws IOException {
    String name = file.getFileName().toString();
    List<Part> parts = new ArrayList<>();
    StringBuilder sql = new StringBuilder();
    boolean writes = false;
    int number = 0;
    for (String line : TextFile.read(file).lines().toList()) {
      number++;
      if (line.strip().startsWith("\\")) {
        writes |= send(sql, parts);
        parts.add(command(name, number, line.strip()));
      } else {
        sql.append(line).append('\n');
      }
    }
    writes |= send(sql, parts);
    return new Template(name, writes, List.copyOf(parts));
  }

  /** Adds what was read so far, statement by statement; returns whether any of them writes. */
  private static boolean send(StringBuilder sql, List<Part> parts) {
    boolean writes = false;
    for (Statement statement : SqlScript.statements(sql.toString())) {
      parts.add(new Template.Send(statement.text()));
      List<String> words = statement.words();
      writes |= words.isEmpty() || !READING.contains(words.get(0)) || words.contains("for");
    }
    sql.setLength(0);
    return writes;
  }

  private static Part command(String file, int line, String text) {
    Matcher set = SET.matcher(text);
    Matcher sleep = SLEEP.matcher(text);
    if (sleep.matches()) {
      long unit = "us".equals(sleep.group(2)) ? 1 : "ms".equals(sleep.group(2)) ? 1_000 : 1_000_000;
      return new Template.Pause(Long.parseLong(sleep.group(1)) * unit);
    }
    if (set.matches()) {
      Value low = value(set.group(4) == null ? set.group(2) : set.group(4));
      Value high = set.group(4) == null ? value(set.group(3)) : low;
      if (low != null && high != null) {
        return new Template.Draw(set.group(1), low, high);
      }
    }
    throw new PostcarException.Configuration(
        "%s, line %d: \"%s\" is not supported. Supported are \\set NAME NUMBER, \\set NAME random(LOW, HIGH) and \\sleep NUMBER us|ms|s."
            .formatted(file, line, text));
  }

  /** A product of numbers and variables; null for anything else. */
  private static Value value(String text) {
    List<String> factors = new ArrayList<>();
    for (String factor : text.split("\\*", -1)) {
      if (!FACTOR.matcher(factor.strip()).matches()) {
        return null;
      }
      factors.add(factor.strip());
    }
    return variables -> {
      long product = 1;
      for (String factor : factors) {
        product *= number(factor, variables);
      }
      return product;
    };
  }

  private static long number(String factor, Map<String, String> variables) {
    return Long.parseLong(
        factor.startsWith(":") ? variables.getOrDefault(factor.substring(1), "1") : factor);
  }
}
