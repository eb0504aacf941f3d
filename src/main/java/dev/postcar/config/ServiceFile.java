package dev.postcar.config;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The connection service file (documentation section 34.17): {@code pg_service.conf}. */
final class ServiceFile {

  private ServiceFile() {}

  /** Reads one service; the user's file comes before the system's. */
  static Layer read(Value service, Surroundings surroundings, Map<String, Value> environment) {
    List<Path> files = new ArrayList<>();
    Value own = environment.get("PGSERVICEFILE");
    files.add(
        own != null
            ? surroundings.workingDirectory().resolve(own.text())
            : surroundings.home().resolve(".pg_service.conf"));
    Value system = environment.get("PGSYSCONFDIR");
    if (system != null) {
      files.add(surroundings.workingDirectory().resolve(system.text()).resolve("pg_service.conf"));
    }
    files.add(Path.of("/etc/postgresql-common/pg_service.conf"));
    for (Path file : files) {
      Layer layer = Files.isRegularFile(file) ? section(file, service.text()) : null;
      if (layer != null) {
        return layer;
      }
    }
    throw new PostcarException.Configuration(
        service.origin()
            + ": no service \""
            + service.text()
            + "\" in "
            + files.get(0)
            + (own == null ? " or the system's pg_service.conf." : "."));
  }

  private static Layer section(Path file, String service) {
    Layer layer = null;
    boolean inside = false;
    int number = 0;
    for (String raw : lines(file)) {
      number++;
      String line = raw.strip();
      if (line.startsWith("[") && line.endsWith("]")) {
        inside = line.substring(1, line.length() - 1).equals(service);
        layer = inside && layer == null ? new Layer() : layer;
      } else if (inside && !line.isEmpty() && !line.startsWith("#")) {
        int equals = line.indexOf('=');
        if (equals < 0) {
          throw new PostcarException.Configuration(
              file + ":" + number + ": a line of a service is name=value.");
        }
        String origin = file.getFileName() + " [" + service + "]";
        put(
            layer,
            line.substring(0, equals).strip(),
            Value.of(line.substring(equals + 1).strip(), origin),
            file + ":" + number);
      }
    }
    return layer;
  }

  private static void put(Layer layer, String name, Value value, String where) {
    switch (name) {
      case "host", "hostaddr" -> layer.put(Setting.HOST, value);
      case "port" -> layer.put(Setting.PORT, value);
      case "dbname" -> layer.put(Setting.DBNAME, value);
      case "user" -> layer.put(Setting.USERNAME, value);
      case "password" -> layer.put(Setting.PASSWORD, value);
      case "sslmode" -> layer.put(Setting.SSLMODE, value);
      default -> {
        String property =
            DriverProperties.ofUrl(name)
                .orElseThrow(
                    () ->
                        new PostcarException.Configuration(
                            where + ": the service " + DriverProperties.unknown(name) + "."));
        layer.putDriver(
            property, Value.of(DriverProperties.value(name, value.text()), value.origin()));
      }
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new PostcarException.Configuration(file + ": cannot be read: " + e + ".", e);
    }
  }
}
