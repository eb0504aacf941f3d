package dev.postcar.internal.config;

import dev.postcar.Dump;
import dev.postcar.FlagFile;
import dev.postcar.Hooks;
import dev.postcar.OutOfOrder;
import dev.postcar.PackageOrder;
import dev.postcar.PoolerMode;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * All that an operation is configured with. Immutable; {@link Setting} has the names and the
 * defaults, so a new setting is a row there and a getter here.
 */
public final class Config {

  /** What no text can say: only a program sets it. */
  public enum Given {
    CACHE,
    CLASS_LOADER,
    HOOKS,
    REPORTER,
    RESTORE_FIRST,
    FLAG,
    SETTLING,
    SCHEMA,
    TARGET
  }

  /** What a program has that sets nothing. */
  public static final Config DEFAULTS = defaults();

  private final Map<Enum<?>, Object> values;

  private Config(Map<Enum<?>, Object> values) {
    this.values = values;
  }

  private static Config defaults() {
    Map<Enum<?>, Object> values = new HashMap<>();
    for (Setting setting : Setting.values()) {
      if (setting.defaultText() != null) {
        FoundValue text = new FoundValue(List.of(setting.defaultText()), Settings.DEFAULT);
        values.put(setting, Values.read(setting, text));
      }
    }
    values.put(Given.HOOKS, Hooks.NONE);
    values.put(Given.REPORTER, Reporter.LOG);
    values.put(Given.SETTLING, Duration.ofMinutes(1));
    values.put(Given.TARGET, "");
    return new Config(values);
  }

  /** What the flags, the environment and the files say. */
  public static Config of(Settings settings) {
    Map<Enum<?>, Object> values = new HashMap<>(DEFAULTS.values);
    for (Setting setting : Setting.values()) {
      Object value = settings.resolved(setting);
      if (value != null) {
        values.put(setting, value);
      }
    }
    values.put(Given.HOOKS, settings.hooks());
    values.computeIfPresent(
        Setting.SCRATCH,
        (key, url) -> SettingsLoader.ofProgram((String) url, settings.origin(Setting.SCRATCH)));
    return new Config(values);
  }

  /**
   * The same with another value.
   *
   * @param key a {@link Setting} or a {@link Given}
   * @param value of the type that the component has; null for none
   * @throws PostcarException.Configuration if the value is not allowed
   */
  public Config with(Enum<?> key, Object value) {
    refuseWrong(key, value);
    Map<Enum<?>, Object> changed = new HashMap<>(values);
    if (value == null) {
      changed.remove(key);
    } else {
      changed.put(key, kept(value));
    }
    return new Config(changed);
  }

  private static Object kept(Object value) {
    return value instanceof Enum<?> choice
        ? lower(choice)
        : value instanceof List<?> list ? List.copyOf(list) : value;
  }

  private static void refuseWrong(Enum<?> key, Object value) {
    String name = key instanceof Setting setting ? setting.label() : lower(key);
    String wrong = null;
    if (value == null) {
      boolean list = key instanceof Setting setting && setting.isList();
      wrong = list || DEFAULTS.values.containsKey(key) ? " must not be null." : null;
    } else if (value instanceof List<?> list && list.stream().anyMatch(Objects::isNull)) {
      wrong = " must not be null.";
    } else if (value instanceof Duration time && time.isNegative()) {
      wrong = " must not be negative.";
    } else if (value instanceof Integer number && number < 0) {
      wrong = " must be 0 or more, not " + number + ".";
    } else if (key instanceof Setting setting) {
      try {
        Values.refuse(setting, value);
      } catch (IllegalArgumentException e) {
        wrong = ": " + e.getMessage() + ".";
      }
    }
    if (wrong != null) {
      throw new PostcarException.Configuration(name + wrong);
    }
  }

  private Config withDefaults(Enum<?>... keys) {
    Map<Enum<?>, Object> changed = new HashMap<>(values);
    for (Enum<?> key : keys) {
      changed.computeIfPresent(key, (same, value) -> DEFAULTS.values.get(same));
    }
    return new Config(changed);
  }

  /** The same for a scratch database: all but what concerns the live one or those who use it. */
  public Config onScratch(Reporter reporter) {
    return withDefaults(
            Setting.BOOKKEEPING_OWNER,
            Setting.TIME_ZONE,
            Setting.LOCK_WAIT,
            Setting.RETRIES,
            Setting.POOLED,
            Setting.NOTIFY,
            Given.HOOKS,
            Given.RESTORE_FIRST,
            Given.FLAG,
            Given.SETTLING,
            Given.TARGET)
        .with(Setting.OUT_OF_ORDER, OutOfOrder.RUN)
        .with(Given.REPORTER, reporter);
  }

  private static String lower(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT);
  }

  private <E extends Enum<E>> E choice(Class<E> type, Setting setting) {
    return Enum.valueOf(type, text(setting).toUpperCase(Locale.ROOT));
  }

  private String text(Setting setting) {
    return (String) values.get(setting);
  }

  private boolean is(Setting setting) {
    return (Boolean) values.get(setting);
  }

  private Duration time(Enum<?> key) {
    return (Duration) values.get(key);
  }

  private <T> List<T> list(Setting setting, Class<T> type) {
    List<?> list = (List<?>) values.getOrDefault(setting, List.of());
    return list.stream().map(type::cast).toList();
  }

  /** The Java packages with migrations, in order. */
  public List<String> packages() {
    return list(Setting.PACKAGES, String.class);
  }

  /** Whether SQL files in the packages are migrations. */
  public boolean sqlFiles() {
    return is(Setting.SQL_FILES);
  }

  /** Directories and jars of compiled migrations. */
  public List<Path> classpath() {
    return list(Setting.CLASSPATH, Path.class);
  }

  /** The roots of source files. */
  public List<Path> sources() {
    return list(Setting.SOURCES, Path.class);
  }

  /** Where compiled sources are kept; null for nowhere. */
  public Path cache() {
    return (Path) values.get(Given.CACHE);
  }

  /** Where migrations are found that are in no {@link #classpath()}; null for the thread's. */
  public ClassLoader classLoader() {
    return (ClassLoader) values.get(Given.CLASS_LOADER);
  }

  /** The bookkeeping schema's name. */
  public String namespace() {
    return text(Setting.NAMESPACE);
  }

  /** Whose history it is in a bookkeeping that many share; empty in one of one target only. */
  public String target() {
    return (String) values.get(Given.TARGET);
  }

  /** The role that everything is done as; null for the one that connects. */
  public String role() {
    return text(Setting.ROLE);
  }

  /** A further role that may own the bookkeeping; null for none. */
  public String bookkeepingOwner() {
    return text(Setting.BOOKKEEPING_OWNER);
  }

  /** The one schema that a target of a fleet is; null for a whole database. */
  public String schema() {
    return (String) values.get(Given.SCHEMA);
  }

  /** The search_path that migrations see; null for the database's. */
  public String searchPath() {
    return text(Setting.SEARCH_PATH);
  }

  /** The TimeZone that migrations see; null for what psql has there. */
  public String timeZone() {
    return text(Setting.TIME_ZONE);
  }

  /** The longest wait for a lock; zero for any. */
  public Duration lockTimeout() {
    return time(Setting.LOCK_TIMEOUT);
  }

  /** The longest run of a statement; zero for any. */
  public Duration statementTimeout() {
    return time(Setting.STATEMENT_TIMEOUT);
  }

  /** The longest wait for another runner. */
  public Duration lockWait() {
    return time(Setting.LOCK_WAIT);
  }

  /** How long to wait for a server that refuses, starts up or is full; zero for not at all. */
  public Duration waitForDb() {
    return time(Setting.WAIT_FOR_DB);
  }

  /** How long to try to reach the server again once the connection was lost. */
  public Duration settling() {
    return time(Given.SETTLING);
  }

  /** How often a migration is tried again that ran into a lock, a deadlock or the like. */
  public int retries() {
    return (Integer) values.get(Setting.RETRIES);
  }

  /** Whether migrations that follow each other are sent in one message. */
  public boolean pipeline() {
    return !is(Setting.NO_PIPELINE);
  }

  /** Whether a pooler may be between, given what was detected. */
  public boolean pooled(boolean detected) {
    return switch (choice(PoolerMode.class, Setting.POOLED)) {
      case AUTO -> detected;
      case TRANSACTION -> true;
      case SESSION, OFF -> false;
    };
  }

  /** Whether what else reads the database is no warning but a refusal. */
  public boolean failOnReplication() {
    return is(Setting.FAIL_ON_REPLICATION);
  }

  /** What is done about a pending migration older than an applied one. */
  public OutOfOrder outOfOrder() {
    return choice(OutOfOrder.class, Setting.OUT_OF_ORDER);
  }

  /** How migrations of several packages are ordered. */
  public PackageOrder order() {
    return choice(PackageOrder.class, Setting.ORDER);
  }

  /** The dump that a migrate restores first into an empty database; null for none. */
  public Dump restoreFirst() {
    return (Dump) values.get(Given.RESTORE_FIRST);
  }

  /** The file that says that a migrate of this version was done; null for none. */
  public FlagFile flag() {
    return (FlagFile) values.get(Given.FLAG);
  }

  /** What the caller does around migrations. */
  public Hooks hooks() {
    return (Hooks) values.get(Given.HOOKS);
  }

  /** The channel to notify of a run with changes; null for none. */
  public String channel() {
    return text(Setting.NOTIFY);
  }

  /** The server to make scratch databases on; null for a private one. */
  public ConnectionSettings scratch() {
    return (ConnectionSettings) values.get(Setting.SCRATCH);
  }

  /** Whether drift may run SQL that only the database's history has. */
  public boolean trustHistory() {
    return is(Setting.TRUST_HISTORY);
  }

  /** The hazards that are allowed wherever they are, by ID. */
  public List<String> allowedHazards() {
    return list(Setting.ALLOW_HAZARDS, String.class);
  }

  /** Who hears what happens. */
  public Reporter reporter() {
    return (Reporter) values.get(Given.REPORTER);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Config config && values.equals(config.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }
}
