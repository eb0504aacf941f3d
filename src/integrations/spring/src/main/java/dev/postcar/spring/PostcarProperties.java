package dev.postcar.spring;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.FoundValue;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Values;
import dev.postcar.internal.sql.EditDistance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The properties {@code postcar.*}: those of the start, and a row of {@link Setting} each for the
 * rest.
 */
final class PostcarProperties {

  static final String PREFIX = "postcar";

  /** What an application sets elsewhere, or has no use for. */
  private static final Set<Setting> OTHERS =
      EnumSet.of(
          Setting.CONF,
          Setting.ENV,
          Setting.ALLOW_CLEARTEXT_PASSWORD,
          Setting.ALLOW_HAZARDS,
          Setting.NEW_FORMAT,
          Setting.TEMPLATES);

  private static final List<String> OWN =
      List.of("enabled", "on-start", "wait-limit", "url", "user", "password", "liveness");

  private final Environment environment;
  private final Binder binder;

  PostcarProperties(Environment environment) {
    this.environment = environment;
    this.binder = Binder.get(environment);
    refuseUnknown();
  }

  /** The properties that are settings of postcar, by name. */
  static Map<String, Setting> settings() {
    return Arrays.stream(Setting.values())
        .filter(setting -> !OTHERS.contains(setting) && setting.type() != Setting.Type.HOOK)
        .filter(setting -> setting.key() != null && !isPart(setting.key()))
        .collect(
            Collectors.toMap(
                setting -> PREFIX + "." + kebab(setting.key()),
                setting -> setting,
                (one, other) -> one,
                TreeMap::new));
  }

  private static boolean isPart(String key) {
    return Stream.of("connection.", "restore.", "flag.", "fleet.").anyMatch(key::startsWith);
  }

  static String kebab(String key) {
    return key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The same with what the properties say. */
  Config over(Config config) {
    Config all = config;
    for (Map.Entry<String, Setting> entry : settings().entrySet()) {
      String name = entry.getKey();
      Setting setting = entry.getValue();
      List<String> texts =
          setting.isList() ? list(name) : text(name) == null ? List.of() : List.of(text(name));
      if (!texts.isEmpty()) {
        all = all.with(setting, value(setting, new FoundValue(texts, name)));
      }
    }
    return all;
  }

  private static Object value(Setting setting, FoundValue found) {
    return setting.type() == Setting.Type.PATHS
        ? found.texts().stream().map(Path::of).toList()
        : Values.read(setting, found);
  }

  OnStart onStart() {
    return binder.bind(PREFIX + ".on-start", OnStart.class).orElse(OnStart.MIGRATE);
  }

  /** How long {@link OnStart#WAIT} waits while nothing moves. */
  Duration waitLimit() {
    return binder.bind(PREFIX + ".wait-limit", Duration.class).orElse(Duration.ofMinutes(5));
  }

  /** Of a database of its own; null for that of the application. */
  String url() {
    return text(PREFIX + ".url");
  }

  /** Who migrates; null for the user of the application. */
  String user() {
    return text(PREFIX + ".user");
  }

  /** Of {@link #user()}; null for none. */
  String password() {
    return text(PREFIX + ".password");
  }

  /** The schema of postcar's own tables. */
  String namespace() {
    return over(Config.DEFAULTS).namespace();
  }

  private String text(String name) {
    BindResult<String> found = binder.bind(name, String.class);
    return found.orElse(null);
  }

  private List<String> list(String name) {
    return binder.bind(name, Bindable.listOf(String.class)).orElse(List.of());
  }

  /** A name that is misspelt would be a setting that is silently not set. */
  private void refuseUnknown() {
    Set<String> known = settings().keySet();
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource iterable
          && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
        for (ConfigurationPropertyName name : iterable) {
          if (PREFIX.equals(first(name)) && !isKnown(name, known)) {
            throw new PostcarException.Configuration(
                "There is no property %s, which %s sets; the nearest is %s."
                    .formatted(name, place(source), nearest(name, known)));
          }
        }
      }
    }
  }

  /** Its name alone: while Spring logs at DEBUG, the source's own text has all its values. */
  private static String place(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof PropertySource<?> named
        ? named.getName()
        : "the environment";
  }

  private static String nearest(ConfigurationPropertyName name, Set<String> known) {
    Set<String> all = new TreeSet<>(known);
    OWN.forEach(own -> all.add(PREFIX + "." + own));
    return EditDistance.ofSetting(name.toString(), all);
  }

  private static String first(ConfigurationPropertyName name) {
    return name.isEmpty() ? "" : name.getElement(0, ConfigurationPropertyName.Form.UNIFORM);
  }

  private static boolean isKnown(ConfigurationPropertyName name, Set<String> known) {
    String plain = uniform(name.toString().replaceAll("\\[\\d+]$", ""));
    // Those of the JUnit extension may be there too.
    return plain.startsWith(PREFIX + ".test.")
        || plain.equals(PREFIX)
        || Stream.concat(known.stream(), OWN.stream().map(own -> PREFIX + "." + own))
            .anyMatch(one -> uniform(one).equals(plain));
  }

  private static String uniform(String name) {
    return name.replace("-", "").toLowerCase(Locale.ROOT);
  }
}
