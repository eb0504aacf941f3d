package dev.postcar.config;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one place says: settings, and properties of the driver that are no settings. */
final class Layer {

  private final Map<Setting, Value> settings = new EnumMap<>(Setting.class);
  private final Map<String, Value> driver = new LinkedHashMap<>();
  private Value service;

  void put(Setting setting, Value value) {
    settings.put(setting, value);
  }

  void putIfAbsent(Setting setting, Value value) {
    settings.putIfAbsent(setting, value);
  }

  void putDriver(String property, Value value) {
    driver.put(property, value);
  }

  void service(Value name) {
    service = name;
  }

  Value service() {
    return service;
  }

  Value get(Setting setting) {
    return settings.get(setting);
  }

  Map<String, Value> driver() {
    return driver;
  }

  /** Takes the parts of a URL that stands in this layer; its own settings stay above them. */
  void readUrl() {
    Value url = settings.get(Setting.URL);
    if (url != null) {
      ConnectionUrl.read(url).into(this);
    }
  }

  boolean saysWhere() {
    return service != null
        || settings.containsKey(Setting.URL)
        || settings.containsKey(Setting.HOST)
        || settings.containsKey(Setting.DBNAME);
  }
}
