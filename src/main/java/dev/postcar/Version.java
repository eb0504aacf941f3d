package dev.postcar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which postcar this is. */
public final class Version {

  private static final Properties PROPERTIES = read();

  private Version() {}

  /**
   * The version of this build.
   *
   * @return such as {@code 0.2.0}
   */
  public static String text() {
    return PROPERTIES.getProperty("version");
  }

  /**
   * The version of Groovy that this build is made for; Groovy is not loaded to know it.
   *
   * @return such as {@code 6.0.0}
   */
  public static String groovy() {
    return PROPERTIES.getProperty("groovy");
  }

  private static Properties read() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
      return properties;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
