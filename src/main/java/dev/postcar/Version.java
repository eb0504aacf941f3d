package dev.postcar;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which postcar this is. */
public final class Version {

  private Version() {}

  /**
   * The version of this build.
   *
   * @return such as {@code 0.2.0}
   */
  public static String text() {
    return read("version");
  }

  /**
   * The version of Groovy that this build is made for; Groovy is not loaded to know it.
   *
   * @return such as {@code 6.0.0}
   */
  public static String groovy() {
    return read("groovy");
  }

  private static String read(String name) {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
      properties.load(in);
      return properties.getProperty(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
