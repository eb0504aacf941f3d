package dev.postcar.fleet;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.sql.Quote;
import java.util.Properties;

/** One target of a {@link Fleet}: a database, or a schema of one. Immutable. */
public final class FleetTarget {

  private final String name;
  private final String group;
  private final String schema;
  private final String jdbcUrl;
  private final Properties properties;

  private FleetTarget(
      String name, String group, String schema, String jdbcUrl, Properties properties) {
    this.name = name;
    this.group = group;
    this.schema = schema;
    this.jdbcUrl = jdbcUrl;
    this.properties = properties;
  }

  /**
   * A database.
   *
   * @param name what the fleet calls it; not null, unique in it
   * @param url {@code postgresql://}, {@code postgres://} or {@code jdbc:postgresql://}; what it
   *     does not say comes from the user's files
   * @return the target
   * @throws PostcarException.Configuration if the name is empty, or the URL cannot be read
   */
  public static FleetTarget of(String name, String url) {
    if (url == null) {
      throw new PostcarException.Configuration("The URL of target " + name + " is null.");
    }
    ConnectionSettings settings = SettingsLoader.ofProgram(url, "target " + name);
    return of(name, settings.jdbcUrl(), settings.driverProperties());
  }

  /**
   * A database by the driver's own terms.
   *
   * @param name what the fleet calls it; not null, unique in it
   * @param jdbcUrl a {@code jdbc:postgresql:} URL without any secret
   * @param properties the driver's properties, user and password among them
   * @return the target
   * @throws PostcarException.Configuration if the name is empty
   */
  public static FleetTarget of(String name, String jdbcUrl, Properties properties) {
    if (name == null || name.isBlank()) {
      throw new PostcarException.Configuration("A target of the fleet has no name.");
    }
    Properties copy = new Properties();
    copy.putAll(properties);
    return new FleetTarget(name, "", null, jdbcUrl, copy);
  }

  /**
   * A schema of the same database: it leads the search_path of migrations, and has its own history.
   *
   * @param schema as it is, unquoted; null for the whole database
   * @return the target
   * @throws PostcarException.Configuration if PostgreSQL would not take it as it is
   */
  public FleetTarget inSchema(String schema) {
    try {
      if (schema != null) {
        Quote.identifier(schema);
      }
    } catch (IllegalArgumentException e) {
      throw new PostcarException.Configuration(
          "target " + name + ": schema: " + e.getMessage() + ".", e);
    }
    return new FleetTarget(name, group, schema, jdbcUrl, properties);
  }

  /**
   * The same in a group, which begins when the group before it has ended.
   *
   * @param group not null; the empty text for none
   * @return the target
   */
  public FleetTarget inGroup(String group) {
    return new FleetTarget(name, group == null ? "" : group, schema, jdbcUrl, properties);
  }

  /**
   * What the fleet calls it.
   *
   * @return not null
   */
  public String name() {
    return name;
  }

  /**
   * Its group.
   *
   * @return the empty text for none
   */
  public String group() {
    return group;
  }

  /**
   * Its schema.
   *
   * @return null for the whole database
   */
  public String schema() {
    return schema;
  }

  /**
   * Where it is.
   *
   * @return a {@code jdbc:postgresql:} URL without any secret
   */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  /**
   * How to connect.
   *
   * @return a copy of the driver's properties, the password among them
   */
  public Properties properties() {
    Properties copy = new Properties();
    copy.putAll(properties);
    return copy;
  }

  /** Its name alone: the rest may be secret. */
  @Override
  public String toString() {
    return name;
  }
}
