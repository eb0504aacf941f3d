package dev.postcar.internal.config;

import dev.postcar.Hooks;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.groovy.ConfHooks;
import dev.postcar.internal.config.groovy.Hook;
import dev.postcar.internal.sql.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All settings of one run, each with its origin. Immutable; its text shows no secret. */
public final class Settings {

  public static final String MASK = "****";
  static final String DEFAULT = "default";

  private final Map<Setting, Value> values;
  private final Map<String, FoundValue> parameters;
  private final Path workingDirectory;
  private final Project project;
  private final List<String> warnings;

  /** A parsed value; its text is the place alone, as the value may be a secret. */
  record Value(Object value, String origin) {
    @Override
    public String toString() {
      return origin;
    }
  }

  /**
   * A setting to be listed.
   *
   * @param key the key of the conf script, the long flag where there is none, or the driver's name
   *     of a connection parameter
   * @param value as text, secrets masked; null if it is not set
   * @param origin where the value came from; {@code default} if from nowhere
   */
  public record Line(String key, String value, String origin) {}

  Settings(
      Map<Setting, Value> values,
      Map<String, FoundValue> parameters,
      Path workingDirectory,
      Project project,
      List<String> warnings) {
    this.values = new EnumMap<>(values);
    this.parameters = new TreeMap<>(parameters);
    this.workingDirectory = workingDirectory;
    this.project = project;
    this.warnings = List.copyOf(warnings);
  }

  /**
   * The value of a setting of one text (all types but numbers, booleans, durations and lists).
   *
   * @return null if it is not set, never empty; of {@link Setting#URL} without its passwords, of
   *     {@link Setting#PASSWORD} and {@link Setting#SCRATCH} the secret itself
   */
  public String text(Setting setting) {
    return (String) value(setting);
  }

  /** The value of a setting of several texts; empty if it is not set. */
  public List<String> list(Setting setting) {
    List<?> list = (List<?>) value(setting);
    return list == null ? List.of() : list.stream().map(String.class::cast).toList();
  }

  /**
   * The value of a setting of several paths, absolute; empty if it is not set.
   *
   * @param setting of type {@link Setting.Type#PATHS}
   */
  public List<Path> paths(Setting setting) {
    return list(setting).stream().map(workingDirectory::resolve).map(Path::normalize).toList();
  }

  /**
   * The value of a setting of one path, absolute; null if it is not set.
   *
   * @param setting of type {@link Setting.Type#PATH}
   */
  public Path path(Setting setting) {
    String text = text(setting);
    return text == null ? null : workingDirectory.resolve(text).normalize();
  }

  /**
   * The value of a number, each of which has a default; 0 or more.
   *
   * @param setting of type {@link Setting.Type#INT}
   */
  public int integer(Setting setting) {
    return (Integer) value(setting);
  }

  /**
   * The value of a boolean, each of which has a default.
   *
   * @param setting of type {@link Setting.Type#BOOLEAN}
   */
  public boolean bool(Setting setting) {
    return (Boolean) value(setting);
  }

  /**
   * The value of a duration, each of which has a default; zero for {@code off}.
   *
   * @param setting of type {@link Setting.Type#DURATION}
   */
  public Duration duration(Setting setting) {
    return (Duration) value(setting);
  }

  /** The value of any setting, paths resolved; null if it is not set. */
  Object resolved(Setting setting) {
    return switch (setting.type()) {
      case PATH -> path(setting);
      case PATHS -> paths(setting);
      default -> value(setting);
    };
  }

  private Object value(Setting setting) {
    Value value = values.get(setting);
    return value == null ? null : value.value();
  }

  /** Whether anything but the default says what a setting is; false for defaults. */
  public boolean isSet(Setting setting) {
    return !origin(setting).equals(DEFAULT);
  }

  /**
   * Where the value of a setting came from, such as {@code flag --host}, {@code environment
   * PGHOST}, {@code .env POSTCAR_HOST}, {@code config/postcar.conf.groovy:7}, {@code
   * pg_service.conf [shop]} or {@code default}; never null.
   */
  public String origin(Setting setting) {
    Value value = values.get(setting);
    return value == null ? DEFAULT : value.origin();
  }

  /** What the conf script does around migrations. */
  public Hooks hooks() {
    // Without any, the class that calls them need not be loaded.
    return values.values().stream().noneMatch(value -> value.value() instanceof Hook)
        ? Hooks.NONE
        : new ConfHooks(
            (Hook) value(Setting.BEFORE),
            (Hook) value(Setting.BEFORE_EACH),
            (Hook) value(Setting.AFTER_EACH),
            (Hook) value(Setting.AFTER));
  }

  /** What the conf script calls for a target's password; null if it has none. */
  public Hook fleetPasswords() {
    return (Hook) value(Setting.FLEET_PASSWORDS);
  }

  /** Where relative paths begin. */
  public Path workingDirectory() {
    return workingDirectory;
  }

  /**
   * What was passed over on the way and is worth a line on stderr; one line each, without secrets.
   */
  public List<String> warnings() {
    return warnings;
  }

  /**
   * Whether anything says where the database is: a URL, host, database name, service, or embedded;
   * false if connecting would be a guess.
   */
  public boolean hasDatabase() {
    return isSet(Setting.URL)
        || isSet(Setting.HOST)
        || isSet(Setting.DBNAME)
        || parameters.containsKey(ConnectionParameters.SERVICE)
        || bool(Setting.EMBEDDED);
  }

  /**
   * How to connect.
   *
   * @throws PostcarException.Configuration if nothing says where the database is, or what says so
   *     cannot be followed
   */
  public ConnectionSettings connection() {
    if (!hasDatabase()) {
      throw new PostcarException.Configuration(
          "No database is configured.\nNext: "
              + (absence() == null
                  ? "add connection { } to the conf script, or use --url, or --embedded for a"
                      + " private one."
                  : "run the command in the project's directory, or \"postcar init\", or use --url,"
                      + " or --embedded for a private one."));
    }
    return ConnectionTarget.of(this, parameters);
  }

  /** Says that there is no conf script; null if there is one. */
  public String absence() {
    return values.containsKey(Setting.CONF) ? null : Project.absence(workingDirectory);
  }

  /** Where the project's own files are: the directory of the conf script, or of its config/. */
  public Path projectRoot() {
    return project.root();
  }

  /** All settings in the order of the table, then the other parameters of the connection. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      lines.add(new Line(setting.label(), shown(setting), origin(setting)));
    }
    parameters.forEach(
        (name, found) ->
            lines.add(
                new Line(
                    name,
                    ConnectionSettings.isSecret(name) ? MASK : found.text(),
                    found.origin())));
    return lines;
  }

  private String shown(Setting setting) {
    Object value = value(setting);
    if (value == null) {
      return null;
    }
    if (setting.type() == Setting.Type.SECRET) {
      return MASK;
    }
    if (setting == Setting.SCRATCH) {
      return ConnectionUrl.parse(value.toString(), origin(setting)).masked();
    }
    if (setting.type() == Setting.Type.TARGETS) {
      return String.join(", ", TargetLine.masked(list(setting)));
    }
    if (value instanceof Duration duration) {
      return Durations.format(duration);
    }
    if (setting == Setting.RESTORE_COMMAND) {
      // A command may name a database by its URL, or a passphrase.
      return value
          .toString()
          .replaceAll("(://[^:/@\\s]*:)\\S*@", "$1" + MASK + "@")
          .replaceAll(
              "(?i)((?:pass|pwd|secret|token|key)[\\w-]*(?:\\s+|[=:]))(?!-)"
                  + "('[^']*'|\"[^\"]*\"|\\S+)",
              "$1" + MASK);
    }
    if (setting.type() == Setting.Type.HOOK) {
      return "closure";
    }
    return value instanceof List<?> ? String.join(", ", list(setting)) : value.toString();
  }

  /** All that is set, secrets masked. */
  @Override
  public String toString() {
    return lines().stream()
        .filter(line -> line.value() != null)
        .map(line -> line.key() + "=" + line.value() + " (" + line.origin() + ")")
        .collect(Collectors.joining(", ", "Settings[", "]"));
  }
}
