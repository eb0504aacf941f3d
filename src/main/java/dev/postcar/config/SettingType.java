package dev.postcar.config;

/** What the value of a setting is. */
public enum SettingType {
  /** Any text. */
  TEXT("text"),
  /** Text that is never shown. */
  SECRET("text"),
  /** A whole number. */
  INTEGER("a whole number"),
  /** {@code true} or {@code false}. */
  BOOLEAN("true or false"),
  /** As PostgreSQL writes it: {@code 5s}, {@code 10min}, {@code off}. */
  DURATION("a duration such as 5s, 10min or off"),
  /** One of a few words. */
  CHOICE("one of"),
  /** A list of texts. */
  LIST("a list of texts"),
  /** A path, relative to the working directory. */
  PATH("a path"),
  /** A list of paths. */
  PATHS("a list of paths");

  private final String description;

  SettingType(String description) {
    this.description = description;
  }

  /**
   * What a value must be, in words.
   *
   * @return for example {@code a whole number}
   */
  public String description() {
    return description;
  }

  /**
   * Tells whether several values are one.
   *
   * @return true for lists
   */
  public boolean isList() {
    return this == LIST || this == PATHS;
  }
}
