package dev.postcar.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * Where and how to connect.
 *
 * @param host one host, or several divided by commas
 * @param port of each host
 * @param dbname the database
 * @param username the role to log in as
 * @param password null for none
 * @param sslmode by libpq's names
 * @param driver further properties by the driver's names
 */
public record ConnectionSettings(
    String host,
    int port,
    String dbname,
    String username,
    String password,
    String sslmode,
    Map<String, String> driver) {

  /**
   * Reads a URL alone, with libpq's defaults and none of its environment.
   *
   * @param url as {@code --url} takes it
   * @return the parts
   * @throws dev.postcar.PostcarException.Configuration if it cannot be read
   */
  public static ConnectionSettings of(String url) {
    return SettingsLoader.load(
            Map.of(Setting.URL, List.of(url)),
            new Surroundings(
                Path.of("/nonexistent"),
                Map.of(),
                Path.of("/nonexistent"),
                System.getProperty("user.name")))
        .connection();
  }

  /**
   * The driver's URL, without user and password: the driver logs it, and names it in errors.
   *
   * @return {@code jdbc:postgresql://host:port/dbname}
   */
  public String jdbcUrl() {
    String hosts =
        Arrays.stream(host.split(",", -1))
            .map(
                one ->
                    (one.contains(":") && !one.startsWith("[") ? "[" + one + "]" : one)
                        + ":"
                        + port)
            .collect(Collectors.joining(","));
    return "jdbc:postgresql://"
        + hosts
        + "/"
        + URLEncoder.encode(dbname, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * The driver's properties, the password among them.
   *
   * @return new ones
   */
  public Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "postcar");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("prepareThreshold", "0");
    driver.forEach(properties::setProperty);
    properties.setProperty("user", username);
    properties.setProperty("sslmode", sslmode);
    if (password != null) {
      properties.setProperty("password", password);
    }
    return properties;
  }

  /** Never shows the password. */
  @Override
  public String toString() {
    return username + "@" + host + ":" + port + "/" + dbname;
  }
}
