package dev.postcar.config;

import dev.postcar.PostcarException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts the layers on top of each other: flags, environment, {@code .env}, conf script, libpq's
 * environment, service file, password file, defaults.
 */
public final class SettingsLoader {

  private static final List<String> CONF_FILES =
      List.of("postcar.conf.groovy", "config/postcar.conf.groovy");

  private SettingsLoader() {}

  /**
   * Loads every setting.
   *
   * @param flags the texts given on the command line; a list's flag may be repeated
   * @param surroundings everything else
   * @return the settings
   * @throws PostcarException.Configuration for an unknown key, a value of the wrong type, a script
   *     that fails or is not there
   */
  public static Settings load(Map<Setting, List<String>> flags, Surroundings surroundings) {
    Map<String, Value> real = new TreeMap<>();
    surroundings
        .environment()
        .forEach((name, text) -> real.put(name, Value.of(text, "environment " + name)));
    Map<String, Value> file = DotEnv.read(surroundings.workingDirectory());
    file.keySet().removeAll(real.keySet());

    List<Layer> layers = new ArrayList<>();
    layers.add(flags(flags));
    layers.add(variables(real));
    layers.add(variables(file));
    layers.add(conf(layers, surroundings));
    Map<String, Value> libpq = new TreeMap<>(file);
    libpq.putAll(real);
    libpq.values().removeIf(value -> value.text().isEmpty());
    layers.add(Libpq.layer(libpq));
    layers.forEach(Layer::readUrl);
    addService(layers, surroundings, libpq);
    return settings(layers, surroundings, libpq);
  }

  private static Layer flags(Map<Setting, List<String>> flags) {
    Layer layer = new Layer();
    flags.forEach(
        (setting, texts) ->
            layer.put(setting, new Value(split(setting, texts), "flag " + setting.flag())));
    return layer;
  }

  private static Layer variables(Map<String, Value> environment) {
    Layer layer = new Layer();
    for (Setting setting : Setting.values()) {
      Value value = environment.get(setting.variable());
      if (value != null && !value.text().isEmpty()) {
        layer.put(setting, new Value(split(setting, value.texts()), value.origin()));
      }
    }
    Value url = environment.get("DATABASE_URL");
    if (url != null && !url.text().isEmpty()) {
      layer.putIfAbsent(Setting.URL, url);
    }
    return layer;
  }

  private static List<String> split(Setting setting, List<String> texts) {
    if (!setting.type().isList()) {
      return texts.subList(texts.size() - 1, texts.size());
    }
    return texts.stream()
        .flatMap(text -> List.of(text.split(",", -1)).stream())
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** The script that a layer above names; else the usual one, if it is there. */
  private static Layer conf(List<Layer> above, Surroundings surroundings) {
    Value named = first(above, Setting.CONF);
    Value environment = first(above, Setting.ENV);
    Path here = surroundings.workingDirectory();
    if (named != null) {
      Path file = here.resolve(named.text());
      if (!Files.isRegularFile(file)) {
        throw new PostcarException.Configuration(
            named.origin() + ": the conf script " + named.text() + " does not exist.");
      }
      return GroovyConfig.read(file, named.text(), environment);
    }
    for (String name : CONF_FILES) {
      if (Files.isRegularFile(here.resolve(name))) {
        Layer layer = GroovyConfig.read(here.resolve(name), name, environment);
        layer.put(Setting.CONF, Value.of(name, "found in the working directory"));
        return layer;
      }
    }
    if (environment != null) {
      throw new PostcarException.Configuration(
          environment.origin() + ": there is no conf script that could have environments.");
    }
    return new Layer();
  }

  private static Value first(List<Layer> layers, Setting setting) {
    return layers.stream()
        .map(layer -> layer.get(setting))
        .filter(value -> value != null)
        .findFirst()
        .orElse(null);
  }

  /** A service stands just below libpq's environment, whichever layer named it. */
  private static void addService(
      List<Layer> layers, Surroundings surroundings, Map<String, Value> libpq) {
    layers.stream()
        .map(Layer::service)
        .filter(value -> value != null)
        .findFirst()
        .ifPresent(service -> layers.add(ServiceFile.read(service, surroundings, libpq)));
  }

  private static Settings settings(
      List<Layer> layers, Surroundings surroundings, Map<String, Value> libpq) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    Map<String, Value> driver = new LinkedHashMap<>();
    for (Layer layer : layers) {
      for (Setting setting : Setting.values()) {
        if (layer.get(setting) != null) {
          values.putIfAbsent(setting, layer.get(setting));
        }
      }
      layer.driver().forEach(driver::putIfAbsent);
    }
    for (Setting setting : Setting.values()) {
      if (setting.defaultText() != null) {
        values.putIfAbsent(setting, Value.of(setting.defaultText(), "default"));
      }
    }
    values.putIfAbsent(
        Setting.USERNAME, Value.of(surroundings.user(), "default: the system's user"));
    values.putIfAbsent(
        Setting.DBNAME, Value.of(values.get(Setting.USERNAME).text(), "default: the user's name"));
    if (!values.containsKey(Setting.PASSWORD)) {
      addPassword(values, surroundings, libpq);
    }
    boolean saysWhere = layers.stream().anyMatch(Layer::saysWhere);
    return new Settings(values, driver, surroundings.workingDirectory(), saysWhere);
  }

  private static void addPassword(
      Map<Setting, Value> values, Surroundings surroundings, Map<String, Value> libpq) {
    Value named = libpq.get("PGPASSFILE");
    Path file =
        named != null
            ? surroundings.workingDirectory().resolve(named.text())
            : surroundings.home().resolve(".pgpass");
    Value password =
        PasswordFile.find(
            file,
            values.get(Setting.HOST).text(),
            values.get(Setting.PORT).text(),
            values.get(Setting.DBNAME).text(),
            values.get(Setting.USERNAME).text());
    if (password != null) {
      values.put(Setting.PASSWORD, password);
    }
  }
}
