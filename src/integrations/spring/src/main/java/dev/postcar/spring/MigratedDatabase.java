package dev.postcar.spring;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.SettingsLoader;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * The database that is migrated, and who migrates it: that of {@code postcar.url}, else the
 * application's, as {@code postcar.user} where that is set.
 *
 * @param dataSource where its connections come from
 */
record MigratedDatabase(DataSource dataSource) {

  static MigratedDatabase of(
      PostcarProperties properties,
      ObjectProvider<DataSource> marked,
      ObjectProvider<DataSource> all) {
    if (properties.url() != null) {
      return new MigratedDatabase(own(properties));
    }
    if (properties.user() == null && properties.password() != null) {
      throw new PostcarException.Configuration(
          "postcar.password is set, and postcar.user is not. Next: set postcar.user as well.");
    }
    DataSource chosen = marked.getIfAvailable();
    DataSource application = chosen != null ? chosen : all.getIfUnique();
    if (application == null) {
      throw new PostcarException.Configuration(
          all.stream().findAny().isEmpty()
              ? "postcar has no database: the application has no DataSource, and postcar.url is not set. Next: set spring.datasource.url or postcar.url; postcar.enabled=false runs without migrations."
              : "postcar has more than one database to choose from: the application has several DataSources. Next: mark one with @PostcarDataSource, or set postcar.url.");
    }
    return new MigratedDatabase(
        properties.user() == null ? application : derived(application, properties));
  }

  private static DataSource own(PostcarProperties properties) {
    ConnectionSettings settings = SettingsLoader.ofProgram(properties.url(), "postcar.url");
    Properties driver = new Properties();
    driver.putAll(settings.driverProperties());
    if (properties.user() != null) {
      driver.setProperty("user", properties.user());
    }
    if (properties.password() != null) {
      driver.setProperty("password", properties.password());
    }
    return new SimpleDriverDataSource(new Driver(), settings.jdbcUrl(), driver);
  }

  /** The same server and database, without a pool. */
  private static DataSource derived(DataSource application, PostcarProperties properties) {
    try {
      return DataSourceBuilder.derivedFrom(application)
          .type(SimpleDriverDataSource.class)
          .username(properties.user())
          .password(properties.password())
          .build();
    } catch (RuntimeException e) {
      throw new PostcarException.Configuration(
          "postcar.user is set, but a DataSource of class %s does not say which database it is. Next: set postcar.url as well."
              .formatted(application.getClass().getName()),
          e);
    }
  }
}
