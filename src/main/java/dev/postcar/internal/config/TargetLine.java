package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import java.util.List;
import java.util.Map;

/**
 * A target of a fleet as one line says it: {@code [NAME] [URL] [schema=SCHEMA] [group=GROUP]}.
 *
 * @param name null where the line has none
 * @param url null for the configured connection; may hold a password
 * @param schema null for the whole database
 * @param group the empty text for none
 * @param origin where the line is
 */
public record TargetLine(String name, String url, String schema, String group, String origin) {

  private static final String FORM = "NAME URL schema=SCHEMA group=GROUP";

  /**
   * Reads a line.
   *
   * @throws PostcarException.Configuration if it is no target; the message shows no password
   */
  public static TargetLine of(String line, String origin) {
    String name = null;
    String url = null;
    String schema = null;
    String group = "";
    for (String word : line.strip().split("\\s+", -1)) {
      if (isUrl(word) && url == null) {
        url = word;
      } else if (word.startsWith("schema=") && schema == null) {
        schema = word.substring("schema=".length());
      } else if (word.startsWith("group=")) {
        group = word.substring("group=".length());
      } else if (name == null && url == null && schema == null && !word.contains("=")) {
        name = word;
      } else {
        throw new PostcarException.Configuration(
            origin + ": a target is written as " + FORM + "; this line has more.");
      }
    }
    if (url == null && (schema == null || schema.isEmpty())) {
      throw new PostcarException.Configuration(
          origin + ": a target needs a URL, a schema or both, as in " + FORM + ".");
    }
    return new TargetLine(name == null && url == null ? schema : name, url, schema, group, origin);
  }

  /** An entry of a map as the same line: a URL, a line without a name, or a map of its parts. */
  public static String line(Object name, Object target) {
    if (!(target instanceof Map<?, ?> parts)) {
      return name + " " + target;
    }
    StringBuilder line = new StringBuilder(name.toString());
    parts.forEach((key, value) -> line.append(' ').append(part(key.toString(), value)));
    return line.toString();
  }

  private static String part(String key, Object value) {
    return key.equals("url") ? String.valueOf(value) : key + "=" + value;
  }

  private static boolean isUrl(String word) {
    return word.contains("://") || word.startsWith("jdbc:");
  }

  /** The same lines without passwords. */
  static List<String> masked(List<String> lines) {
    return lines.stream()
        .map(line -> line.replaceAll("(?<=://)\\S*@", Settings.MASK + "@"))
        .map(line -> line.replaceAll("(?i)(password=)[^\\s&]*", "$1" + Settings.MASK))
        .toList();
  }

  /** Without the URL, which may hold a password. */
  @Override
  public String toString() {
    return origin;
  }
}
