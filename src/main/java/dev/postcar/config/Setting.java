package dev.postcar.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every setting: the one table of keys, flags, environment names, types, defaults and help. */
public enum Setting {
  CONF(null, "conf", 'c', SettingType.PATH, null, "The conf script."),
  ENV(null, "env", 'e', SettingType.TEXT, null, "Which of the script's environments."),
  URL("connection.url", "url", null, SettingType.SECRET, null, "The database as a URL."),
  HOST("connection.host", "host", 'H', SettingType.TEXT, "localhost", "The server."),
  PORT("connection.port", "port", 'p', SettingType.INTEGER, "5432", "The server's port."),
  DBNAME("connection.dbname", "dbname", 'D', SettingType.TEXT, null, "The database."),
  USERNAME("connection.username", "user", 'U', SettingType.TEXT, null, "The role to log in as."),
  PASSWORD(
      "connection.password",
      "password",
      'P',
      SettingType.SECRET,
      null,
      "Its password; without a value it is asked for. As a value it can be seen in the process"
          + " list: prefer PGPASSWORD, ~/.pgpass or the script."),
  SSLMODE(
      "connection.sslmode",
      "sslmode",
      null,
      SettingType.CHOICE,
      "prefer",
      "TLS, by libpq's names.",
      "disable",
      "allow",
      "prefer",
      "require",
      "verify-ca",
      "verify-full"),
  EMBEDDED(
      "connection.embedded",
      "embedded",
      null,
      SettingType.BOOLEAN,
      "false",
      "A private PostgreSQL in .postcar/, kept between commands."),
  NAMESPACE(
      "namespace",
      "namespace",
      's',
      SettingType.TEXT,
      "_postcar",
      "The schema of postcar's tables."),
  PACKAGES(
      "packages", "packages", null, SettingType.LIST, null, "The Java packages of migrations."),
  SOURCES("sources", "sources", null, SettingType.PATHS, null, "Roots of .java files to compile."),
  CLASSPATH(
      "classpath", "classpath", null, SettingType.PATHS, null, "Directories and jars of classes."),
  TEMPLATES(
      "templates", "templates", null, SettingType.PATH, null, "Templates in place of new's own."),
  ROLE("role", "role", null, SettingType.TEXT, null, "The role to do everything as."),
  SEARCH_PATH(
      "searchPath", "search-path", null, SettingType.TEXT, null, "Each migration's search_path."),
  LOCK_TIMEOUT(
      "lockTimeout", "lock-timeout", null, SettingType.DURATION, "5s", "Wait for a lock at most."),
  STATEMENT_TIMEOUT(
      "statementTimeout",
      "statement-timeout",
      null,
      SettingType.DURATION,
      "off",
      "Run a statement at most."),
  LOCK_WAIT(
      "lockWait", "lock-wait", null, SettingType.DURATION, "1min", "Wait for another postcar."),
  RETRIES(
      "retries",
      "retries",
      null,
      SettingType.INTEGER,
      "10",
      "Tries after a lock timeout, deadlock or serialization failure."),
  OUT_OF_ORDER(
      "outOfOrder",
      "out-of-order",
      null,
      SettingType.CHOICE,
      "refuse",
      "What to do with late migrations; without a value: run.",
      "refuse",
      "warn",
      "run"),
  ORDER(
      "order",
      "order",
      null,
      SettingType.CHOICE,
      "packages",
      "Packages one after the other, or interleaved by sequence.",
      "packages",
      "sequence"),
  WAIT_FOR_DB(
      "waitForDb",
      "wait-for-db",
      null,
      SettingType.DURATION,
      "off",
      "Wait for a server that refuses, starts up or is full.");

  private final String key;
  private final String flag;
  private final Character shortFlag;
  private final SettingType type;
  private final String defaultText;
  private final String help;
  // One text, because an enum's fields are to be immutable.
  private final String choices;

  Setting(
      String key,
      String flag,
      Character shortFlag,
      SettingType type,
      String defaultText,
      String help,
      String... choices) {
    this.key = key;
    this.flag = flag;
    this.shortFlag = shortFlag;
    this.type = type;
    this.defaultText = defaultText;
    this.help = help;
    this.choices = String.join(" ", choices);
  }

  /**
   * The key in the conf script.
   *
   * @return such as {@code connection.host}; null where the script cannot set it
   */
  public String key() {
    return key;
  }

  /**
   * The long flag.
   *
   * @return such as {@code --host}
   */
  public String flag() {
    return "--" + flag;
  }

  /**
   * The short flag.
   *
   * @return such as {@code -H}; empty where there is none
   */
  public Optional<String> shortFlag() {
    return Optional.ofNullable(shortFlag).map(letter -> "-" + letter);
  }

  /**
   * The environment variable.
   *
   * @return such as {@code POSTCAR_LOCK_TIMEOUT}
   */
  public String variable() {
    return "POSTCAR_" + flag.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /**
   * What a value is.
   *
   * @return never null
   */
  public SettingType type() {
    return type;
  }

  /**
   * The value where nothing else says one.
   *
   * @return null for none
   */
  public String defaultText() {
    return defaultText;
  }

  /**
   * What it is for.
   *
   * @return one sentence
   */
  public String help() {
    return help;
  }

  /**
   * The words that a choice may be.
   *
   * @return empty for other types
   */
  public List<String> choices() {
    return choices.isEmpty() ? List.of() : List.of(choices.split(" ", -1));
  }

  /**
   * Its name for people: the key, or the flag where it has none.
   *
   * @return for example {@code connection.host}
   */
  public String text() {
    return key == null ? flag() : key;
  }

  static Optional<Setting> ofKey(String key) {
    return Arrays.stream(values()).filter(setting -> key.equals(setting.key)).findFirst();
  }
}
