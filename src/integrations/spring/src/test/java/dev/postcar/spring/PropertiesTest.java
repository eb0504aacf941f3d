package dev.postcar.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.OutOfOrder;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** What editors know of the properties, and what the properties become. */
final class PropertiesTest {

  private static final Path METADATA =
      Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

  private static Config config(Map<String, Object> properties) {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("application", properties));
    return new PostcarProperties(environment).over(Config.DEFAULTS);
  }

  @Test
  void eachFormOfANameIsRead() {
    Config config =
        config(
            Map.of(
                "postcar.lock-timeout",
                "1.5 min",
                "postcar.outOfOrder",
                "warn",
                "postcar.packages[0]",
                "a",
                "postcar.packages[1]",
                "b",
                "postcar.no-pipeline",
                "true"));
    assertThat(config.lockTimeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(config.outOfOrder()).isEqualTo(OutOfOrder.WARN);
    assertThat(config.packages()).containsExactly("a", "b");
    assertThat(config.pipeline()).isFalse();
  }

  @Test
  void aMisspeltNameShowsNoValuesThoughSpringLogsAtDebug() {
    LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
    String logger = MapPropertySource.class.getName();
    logging.setLogLevel(logger, LogLevel.DEBUG);
    try {
      Map<String, Object> properties = Map.of("postcar.pasword", "x", "other.token", "s3cret");
      assertThat(new MapPropertySource("application", properties).toString()).contains("s3cret");
      assertThatThrownBy(() -> config(properties))
          .hasMessage(
              "There is no property postcar.pasword, which application sets; the nearest is postcar.password.");
    } finally {
      logging.setLogLevel(logger, null);
    }
  }

  @Test
  void theEnvironmentIsReadAsWell() {
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .addFirst(
            new SystemEnvironmentPropertySource(
                "systemEnvironment",
                Map.of("POSTCAR_LOCKTIMEOUT", "7s", "POSTCAR_OTHER_PROGRAM", "x")));
    ConfigurationPropertySources.attach(environment);
    assertThat(new PostcarProperties(environment).over(Config.DEFAULTS).lockTimeout())
        .isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsName() {
    assertThatThrownBy(() -> config(Map.of("postcar.retries", "some")))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("postcar.retries");
    assertThatThrownBy(() -> config(Map.of("postcar.connection.url", "x")))
        .hasMessageContaining("There is no property postcar.connection.url");
  }

  @Test
  void editorsKnowEachProperty() throws IOException {
    String expected = metadata();
    if (Boolean.getBoolean("postcar.test.write.metadata")) {
      Files.writeString(METADATA, expected);
    }
    assertThat(Files.readString(METADATA)).isEqualTo(expected);
  }

  private static String metadata() {
    List<String> rows = new ArrayList<>();
    rows.add(row("enabled", "java.lang.Boolean", "Whether postcar does anything.", "true"));
    rows.add(row("on-start", OnStart.class.getName(), "What is done at the start.", "\"migrate\""));
    rows.add(
        row(
            "wait-limit",
            "java.time.Duration",
            "How long on-start=wait waits while nothing moves.",
            "\"5m\""));
    rows.add(row("url", "java.lang.String", "Database, if not the application's own.", null));
    rows.add(row("user", "java.lang.String", "Who migrates, if not the application's user.", null));
    rows.add(row("password", "java.lang.String", "Password of that user.", null));
    rows.add(
        row(
            "liveness",
            "java.lang.Boolean",
            "Whether the liveness probe is answered while a migration runs; by default where Spring"
                + " Boot's probes are on.",
            null));
    PostcarProperties.settings()
        .forEach(
            (name, setting) -> rows.add(row(name, type(setting), help(setting), text(setting))));
    return "{\n  \"properties\": [\n" + String.join(",\n", rows) + "\n  ]\n}\n";
  }

  private static String row(String name, String type, String help, String value) {
    String full = name.startsWith("postcar.") ? name : "postcar." + name;
    return "    { \"name\": \"%s\", \"type\": \"%s\", \"description\": \"%s\"%s }"
        .formatted(
            full,
            type,
            help.replace("\"", "\\\""),
            value == null ? "" : ", \"defaultValue\": " + value);
  }

  private static String help(Setting setting) {
    return setting.help() + ".";
  }

  private static String type(Setting setting) {
    return switch (setting.type()) {
      case BOOLEAN -> "java.lang.Boolean";
      case INT -> "java.lang.Integer";
      case LIST, PATHS -> "java.util.List<java.lang.String>";
      default -> "java.lang.String";
    };
  }

  private static String text(Setting setting) {
    String text = setting.defaultText();
    boolean plain = setting.type() == Setting.Type.BOOLEAN || setting.type() == Setting.Type.INT;
    return text == null || plain ? text : "\"" + text + "\"";
  }
}
