package dev.postcar.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the environment of libpq says (documentation section 34.15). */
final class Libpq {

  private static final Map<String, Setting> SETTINGS = new LinkedHashMap<>();

  static {
    SETTINGS.put("PGHOST", Setting.HOST);
    SETTINGS.put("PGPORT", Setting.PORT);
    SETTINGS.put("PGDATABASE", Setting.DBNAME);
    SETTINGS.put("PGUSER", Setting.USERNAME);
    SETTINGS.put("PGPASSWORD", Setting.PASSWORD);
    SETTINGS.put("PGSSLMODE", Setting.SSLMODE);
  }

  private Libpq() {}

  static Layer layer(Map<String, Value> environment) {
    Layer layer = new Layer();
    SETTINGS.forEach(
        (name, setting) -> {
          if (environment.containsKey(name)) {
            layer.put(setting, environment.get(name));
          }
        });
    // hostaddr saves a name lookup; what it names is where the connection goes.
    if (environment.containsKey("PGHOSTADDR")) {
      layer.put(Setting.HOST, environment.get("PGHOSTADDR"));
    }
    DriverProperties.ofLibpq()
        .forEach(
            (name, property) -> {
              Value value = environment.get(name);
              if (value != null) {
                layer.putDriver(
                    property, Value.of(DriverProperties.value(name, value.text()), value.origin()));
              }
            });
    layer.service(environment.get("PGSERVICE"));
    return layer;
  }
}
