package dev.postcar.internal.config;

import java.util.List;
import java.util.Locale;

/**
 * The only table of settings: key in the conf script, flags, type, default, help. A new setting is
 * one line here.
 */
public enum Setting {
  CONF(null, "--conf", "-c", Type.PATH, null, "Conf script to read"),
  ENV(null, "--env", "-e", Type.TEXT, null, "Block of environments { } in the conf script to use"),
  URL("connection.url", "--url", null, Type.URL, null, "Database as a postgresql:// or jdbc: URL"),
  HOST("connection.host", "--host", "-H", Type.TEXT, "localhost", "Host name of the server"),
  PORT("connection.port", "--port", "-p", Type.PORT, "5432", "Port of the server"),
  DBNAME("connection.dbname", "--dbname", "-D", Type.TEXT, null, "Name of the database"),
  USERNAME("connection.username", "--user", "-U", Type.TEXT, null, "User to connect as"),
  PASSWORD(
      "connection.password",
      "--password",
      "-P",
      Type.SECRET,
      null,
      "Password; without a value, postcar asks for it. Other processes can see it here: prefer"
          + " POSTCAR_PASSWORD, PGPASSWORD or ~/.pgpass"),
  SSLMODE(
      "connection.sslmode",
      "--sslmode",
      null,
      Type.CHOICE,
      "prefer",
      "Encryption of the connection, with the names of libpq",
      "disable",
      "allow",
      "prefer",
      "require",
      "verify-ca",
      "verify-full"),
  EMBEDDED(
      "connection.embedded",
      "--embedded",
      null,
      Type.BOOLEAN,
      "false",
      "Use a private PostgreSQL, kept in .postcar/"),
  ALLOW_CLEARTEXT_PASSWORD(
      "allowCleartextPassword",
      "--allow-cleartext-password",
      null,
      Type.BOOLEAN,
      "false",
      "Send the password in cleartext if a remote server asks for it without TLS"),
  NAMESPACE(
      "namespace", "--namespace", "-s", Type.NAME, "_postcar", "Schema of postcar's own tables"),
  PACKAGES("packages", null, null, Type.LIST, null, "Java packages to look for migrations in"),
  SOURCES(
      "sources",
      "--sources",
      null,
      Type.PATHS,
      null,
      "Root directories of migrations: .java files, compiled on the fly, and .sql files"),
  CLASSPATH(
      "classpath", "--classpath", null, Type.PATHS, null, "Directories and jars of migrations"),
  SQL_FILES(
      "sqlFiles",
      "--sql-files",
      null,
      Type.BOOLEAN,
      "true",
      "Whether .sql files in the packages are migrations"),
  NEW_FORMAT(
      "newFormat",
      null,
      null,
      Type.CHOICE,
      null,
      "What new writes; default: what the newest migration of the package is",
      "sql",
      "java"),
  TEMPLATES("templates", "--templates", null, Type.PATH, null, "Directory of skeletons for new"),
  ROLE("role", "--role", null, Type.NAME, null, "Role to set; it owns what is created"),
  BOOKKEEPING_OWNER(
      "bookkeepingOwner",
      "--bookkeeping-owner",
      null,
      Type.NAME,
      null,
      "Another role that may own postcar's tables"),
  SEARCH_PATH("searchPath", "--search-path", null, Type.TEXT, null, "search_path of migrations"),
  TIME_ZONE(
      "timeZone",
      "--time-zone",
      null,
      Type.TEXT,
      null,
      "TimeZone of migrations; by default that of psql"),
  LOCK_TIMEOUT(
      "lockTimeout", "--lock-timeout", null, Type.DURATION, "5s", "Longest wait for a lock"),
  STATEMENT_TIMEOUT(
      "statementTimeout",
      "--statement-timeout",
      null,
      Type.DURATION,
      "off",
      "Longest run time of a statement"),
  LOCK_WAIT(
      "lockWait", "--lock-wait", null, Type.DURATION, "1min", "Longest wait for another runner"),
  RETRIES("retries", "--retries", null, Type.INT, "10", "Retries after a lock timeout"),
  OUT_OF_ORDER(
      "outOfOrder",
      "--out-of-order",
      null,
      Type.CHOICE,
      "refuse",
      "What to do about a pending migration older than an applied one; without a value: run",
      "refuse",
      "warn",
      "run"),
  ORDER(
      "order",
      "--order",
      null,
      Type.CHOICE,
      "packages",
      "Package by package, or interleaved by sequence",
      "packages",
      "sequence"),
  POOLED(
      "pooled",
      "--pooled",
      null,
      Type.CHOICE,
      "auto",
      "Whether a pooler such as PgBouncer is in between, and its mode",
      "auto",
      "session",
      "transaction",
      "off"),
  NO_PIPELINE(
      "noPipeline",
      "--no-pipeline",
      null,
      Type.BOOLEAN,
      "false",
      "Send each migration in a message of its own"),
  FAIL_ON_REPLICATION(
      "failOnReplication",
      "--fail-on-replication",
      null,
      Type.BOOLEAN,
      "false",
      "Refuse to run SQL where logical replication, pg_dump or a base backup reads the database"),
  RESTORE_DUMP(
      "restore.dump",
      null,
      null,
      Type.PATH,
      null,
      "Dump that migrate restores first into an empty database"),
  RESTORE_COMMAND(
      "restore.command", null, null, Type.TEXT, null, "Command that writes the dump to stdout"),
  SCRATCH(
      "scratch",
      "--scratch",
      null,
      Type.URL,
      null,
      "Server for scratch databases, as a URL, instead of a private one"),
  TRUST_HISTORY(
      "trustHistory",
      "--trust-history",
      null,
      Type.BOOLEAN,
      "false",
      "Let drift run SQL that exists only in the database's history"),
  IGNORE(
      "ignore",
      "--ignore",
      null,
      Type.LIST,
      null,
      "Objects that drift ignores, such as \"audit.*\""),
  ALLOW_HAZARDS("allowHazards", null, null, Type.LIST, null, "Hazards that trace allows, by ID"),
  WAIT_FOR_DB(
      "waitForDb",
      "--wait-for-db",
      null,
      Type.DURATION,
      "off",
      "Longest wait for the server to accept connections"),
  FLAG_DIRECTORY(
      "flag.directory",
      "--flag-directory",
      null,
      Type.PATH,
      null,
      "Directory for migrate-<version>.complete: migrate writes it, and exits at once if it"
          + " exists"),
  FLAG_VERSION(
      "flag.version", "--flag-version", null, Type.TEXT, null, "The version in that file's name"),
  FLAG_CREATE("flag.create", "--flag-create", null, Type.BOOLEAN, "false", "Create that directory"),
  NOTIFY("notify", "--notify", null, Type.NAME, null, "Channel to NOTIFY after a run with changes"),
  TARGET(null, "--target", null, Type.TEXT, null, "Target of the fleet to work on"),
  FLEET_TARGETS("fleet.targets", null, null, Type.TARGETS, null, "Targets of the fleet"),
  FLEET_FILE("fleet.file", null, null, Type.PATH, null, "File with a target of the fleet per line"),
  FLEET_QUERY(
      "fleet.query", null, null, Type.TEXT, null, "Query on the connection, with a row per target"),
  FLEET_CLUSTER(
      "fleet.cluster",
      null,
      null,
      Type.TEXT,
      null,
      "Cluster of PL/Proxy, or citus, whose databases are the targets"),
  FLEET_PASSWORDS("fleet.passwords", null, null, Type.HOOK, null, "Called for a target's password"),
  FLEET_BOOKKEEPING(
      "fleet.bookkeeping",
      null,
      null,
      Type.CHOICE,
      "tenant",
      "Whether each schema has a bookkeeping of its own, or all have one",
      "tenant",
      "shared"),
  FLEET_PARALLEL("fleet.parallel", "--parallel", null, Type.INT, "8", "Targets at a time"),
  FLEET_PER_SERVER(
      "fleet.perServer", "--per-server", null, Type.INT, "4", "Targets at a time on one server"),
  FLEET_CANARY(
      "fleet.canary", "--canary", null, Type.INT, "0", "Targets that must be done before the rest"),
  FLEET_MAX_FAILURES(
      "fleet.maxFailures",
      "--max-failures",
      null,
      Type.INT,
      "0",
      "Targets that may fail before no other target is started"),
  FLEET_ORDER(
      "fleet.order",
      null,
      null,
      Type.CHOICE,
      "group, name",
      "Order of the targets; with the group first, one group after the other",
      "group, name",
      "name",
      "given"),
  BEFORE("hooks.before", null, null, Type.HOOK, null, "Called before the first migration"),
  BEFORE_EACH("hooks.beforeEach", null, null, Type.HOOK, null, "Called before each migration"),
  AFTER_EACH("hooks.afterEach", null, null, Type.HOOK, null, "Called after each migration"),
  AFTER("hooks.after", null, null, Type.HOOK, null, "Called after a run that changed something");

  /** What a setting's text must be. */
  public enum Type {
    TEXT,
    /** A name that PostgreSQL takes as it is: not empty, at most 63 bytes of UTF-8. */
    NAME,
    /** Text that is never shown. */
    SECRET,
    /** A connection URL, shown without its passwords. */
    URL,
    /** A whole number, 0 or more. */
    INT,
    /** A port, 1 to 65535; as many as there are hosts, separated by commas. */
    PORT,
    BOOLEAN,
    DURATION,
    /** One of {@link Setting#choices()}. */
    CHOICE,
    /** Texts separated by commas. */
    LIST,
    /** Lines that each say a target, or a map in the conf script; URLs may have a secret. */
    TARGETS,
    PATH,
    /** Paths separated by commas. */
    PATHS,
    /** A closure; the conf script alone can have one. */
    HOOK
  }

  private final String key;
  private final String longFlag;
  private final String shortFlag;
  private final Type type;
  private final String defaultText;
  private final String help;
  private final String choices;

  Setting(
      String key,
      String longFlag,
      String shortFlag,
      Type type,
      String defaultText,
      String help,
      String... choices) {
    this.key = key;
    this.longFlag = longFlag;
    this.shortFlag = shortFlag;
    this.type = type;
    this.defaultText = defaultText;
    this.help = help;
    this.choices = String.join("|", choices);
  }

  /**
   * The key in the conf script, such as {@code connection.url}; null if the conf script cannot set
   * it.
   */
  public String key() {
    return key;
  }

  /**
   * The long flag, such as {@code --lock-timeout}; null for the positional {@link #PACKAGES} and
   * hooks.
   */
  public String longFlag() {
    return longFlag;
  }

  /** The short flag, such as {@code -H}; null if there is none. */
  public String shortFlag() {
    return shortFlag;
  }

  /**
   * The environment variable, such as {@code POSTCAR_LOCK_TIMEOUT}, never null; that of a hook is
   * not read.
   */
  public String environment() {
    String flag = longFlag == null ? name() : longFlag.substring(2);
    return "POSTCAR_" + flag.replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Returns whether it is one of a fleet, so that its flag belongs to that command alone. */
  public boolean isFleets() {
    return key != null && key.startsWith("fleet.");
  }

  /** What its text must be. */
  public Type type() {
    return type;
  }

  /** Whether it takes several values, so that its flag may be repeated. */
  public boolean isList() {
    return type == Type.LIST || type == Type.PATHS || type == Type.TARGETS;
  }

  /**
   * The default.
   *
   * @return its text; null if there is none, or it depends on others ({@link #USERNAME}, {@link
   *     #DBNAME})
   */
  public String defaultText() {
    return defaultText;
  }

  /**
   * What the flag means without a value.
   *
   * @return the text it stands for; the empty text if the value is asked for on the terminal; null
   *     if the flag needs a value
   */
  public String bareFlagText() {
    return switch (type) {
      case BOOLEAN -> "true";
      case SECRET -> "";
      default -> this == OUT_OF_ORDER ? "run" : null;
    };
  }

  /** One line for {@code --help}. */
  public String help() {
    return help;
  }

  /** The texts that a {@link Type#CHOICE} may have; empty for other types. */
  public List<String> choices() {
    return choices.isEmpty() ? List.of() : List.of(choices.split("\\|", -1));
  }

  /**
   * The name to list it by.
   *
   * @return its key, else its long flag without the dashes
   */
  public String label() {
    return key != null ? key : longFlag.substring(2);
  }
}
