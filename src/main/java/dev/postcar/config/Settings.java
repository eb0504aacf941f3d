package dev.postcar.config;

import dev.postcar.PostcarException;
import dev.postcar.sql.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every setting with its value and where it came from. */
public final class Settings {

  /** What is shown in the place of a secret. */
  public static final String MASK = "****";

  private final Map<Setting, Value> values;
  private final Map<String, Value> driver;
  private final Path workingDirectory;
  private final boolean saysWhere;

  Settings(
      Map<Setting, Value> values,
      Map<String, Value> driver,
      Path workingDirectory,
      boolean saysWhere) {
    this.values = new EnumMap<>(values);
    this.driver = driver;
    this.workingDirectory = workingDirectory;
    this.saysWhere = saysWhere;
    for (Setting setting : values.keySet()) {
      ValueCheck.check(setting, values.get(setting));
    }
  }

  /**
   * A text.
   *
   * @param setting which
   * @return null where it is not set
   */
  public String text(Setting setting) {
    Value value = values.get(setting);
    return value == null ? null : value.text();
  }

  /**
   * A list.
   *
   * @param setting which
   * @return empty where it is not set
   */
  public List<String> list(Setting setting) {
    Value value = values.get(setting);
    return value == null ? List.of() : value.texts();
  }

  /**
   * Paths, absolute.
   *
   * @param setting which
   * @return empty where it is not set
   */
  public List<Path> paths(Setting setting) {
    return list(setting).stream().map(text -> workingDirectory.resolve(text).normalize()).toList();
  }

  /**
   * A path, absolute.
   *
   * @param setting which
   * @return null where it is not set
   */
  public Path path(Setting setting) {
    String text = text(setting);
    return text == null ? null : workingDirectory.resolve(text).normalize();
  }

  /**
   * A whole number.
   *
   * @param setting one with a default
   * @return the number
   */
  public int integer(Setting setting) {
    return Integer.parseInt(text(setting));
  }

  /**
   * Yes or no.
   *
   * @param setting one with a default
   * @return the answer
   */
  public boolean flag(Setting setting) {
    return Boolean.parseBoolean(text(setting));
  }

  /**
   * A duration.
   *
   * @param setting one with a default
   * @return zero for {@code off}
   */
  public Duration duration(Setting setting) {
    return Durations.parse(text(setting));
  }

  /**
   * Where a value came from.
   *
   * @param setting which
   * @return such as {@code flag --host} or {@code default}; {@code not set} where there is none
   */
  public String origin(Setting setting) {
    Value value = values.get(setting);
    return value == null ? "not set" : value.origin();
  }

  /**
   * One line of what {@code postcar config} shows.
   *
   * @param key the setting's name
   * @param value as text, secrets masked; null where it is not set
   * @param origin where it came from
   */
  public record Shown(String key, String value, String origin) {}

  /**
   * Every setting, secrets masked.
   *
   * @return in the order of the table
   */
  public List<Shown> shown() {
    List<Shown> lines = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      Value value = values.get(setting);
      boolean secret = setting.type() == SettingType.SECRET;
      String text = value == null ? null : secret ? MASK : String.join(", ", value.texts());
      lines.add(new Shown(setting.text(), text, origin(setting)));
    }
    driver.forEach(
        (name, value) -> lines.add(new Shown("driver." + name, value.text(), value.origin())));
    return lines;
  }

  /**
   * Where and how to connect.
   *
   * @return the parts of the connection
   * @throws PostcarException.Configuration if nothing says where the database is
   */
  public ConnectionSettings connection() {
    if (!saysWhere) {
      throw new PostcarException.Configuration(
          "Nothing says where the database is. Say it with --url, --host or --dbname, with"
              + " DATABASE_URL or PGHOST, or in the conf script; or use a private one with"
              + " --embedded.");
    }
    return new ConnectionSettings(
        text(Setting.HOST),
        integer(Setting.PORT),
        text(Setting.DBNAME),
        text(Setting.USERNAME),
        text(Setting.PASSWORD),
        text(Setting.SSLMODE),
        driverProperties());
  }

  private Map<String, String> driverProperties() {
    Map<String, String> properties = new TreeMap<>();
    driver.forEach((name, value) -> properties.put(name, value.text()));
    return properties;
  }

  /** Never shows a secret. */
  @Override
  public String toString() {
    return shown().toString();
  }
}
