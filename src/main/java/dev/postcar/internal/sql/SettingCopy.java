package dev.postcar.internal.sql;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Gives a database or a role the setting of another, as the catalog has it. */
public final class SettingCopy {

  /** The driver ends a session in which one of them changes. Neither is a list of quoted names. */
  private static final Set<String> WATCHED = Set.of("client_encoding", "datestyle");

  private SettingCopy() {}

  /**
   * The statements, for a transaction of their own.
   *
   * @param whose such as {@code database shop}
   */
  public static List<String> of(String whose, String name, String value) {
    String quoted =
        Arrays.stream(name.split("\\.", -1))
            .map(Quote::identifier)
            .collect(Collectors.joining("."));
    String alter = "alter " + whose + " set " + quoted;
    if (WATCHED.contains(name.toLowerCase(Locale.ROOT))) {
      return List.of(alter + " to " + Quote.literal(value));
    }
    // The value of a list is not one literal: the server itself takes it over.
    return List.of(
        "select pg_catalog.set_config(%s, %s, true)"
            .formatted(Quote.literal(name), Quote.literal(value)),
        alter + " from current");
  }
}
