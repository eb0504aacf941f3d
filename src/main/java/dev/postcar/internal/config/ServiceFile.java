package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The connection service files of libpq (documentation section 32.17). */
final class ServiceFile {

  /** What libpq is usually built with as its SYSCONFDIR: Debian, Red Hat, from source. */
  private static final List<String> SYSTEM_DIRECTORIES =
      List.of("/etc/postgresql-common", "/etc/sysconfig/pgsql", "/usr/local/pgsql/etc");

  private ServiceFile() {}

  /**
   * What the service says.
   *
   * @param named the file that PGSERVICEFILE or a URL names; null for the user's own
   * @throws PostcarException.Configuration if no file knows it, or the one that does is malformed
   */
  static Layer layer(FoundValue service, FoundValue named, ProcessEnvironment surroundings) {
    Path own =
        named == null
            ? surroundings.home().resolve(".pg_service.conf")
            : surroundings.workingDirectory().resolve(named.text());
    if (named != null && !Files.exists(own)) {
      throw new PostcarException.Configuration(
          named.origin() + ": there is no service file " + named.text() + ".");
    }
    String refusal =
        named == null && Files.exists(own)
            ? surroundings.trust().refusal("~/.pg_service.conf", own, "name it with PGSERVICEFILE")
            : null;
    if (refusal != null) {
      throw new PostcarException.Configuration(refusal);
    }
    List<Path> files = new ArrayList<>(List.of(own));
    String configured = surroundings.environment().getOrDefault("PGSYSCONFDIR", "");
    for (String directory : configured.isEmpty() ? SYSTEM_DIRECTORIES : List.of(configured)) {
      files.add(surroundings.workingDirectory().resolve(directory).resolve("pg_service.conf"));
    }
    for (Path file : files) {
      Map<String, FoundValue> found = Files.exists(file) ? read(file, service.text()) : null;
      if (found != null) {
        return ConnectionParameters.layer(found);
      }
    }
    throw new PostcarException.Configuration(
        service.origin()
            + ": no service \""
            + service.text()
            + "\" in "
            + (named == null ? "~/.pg_service.conf" : named.text())
            + " or the system's pg_service.conf.");
  }

  /** The section of that name; null if there is none. */
  private static Map<String, FoundValue> read(Path file, String service) {
    Map<String, FoundValue> found = null;
    int number = 0;
    for (String line : lines(file)) {
      number++;
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      if (text.startsWith("[")) {
        if (found != null) {
          return found;
        }
        if (text.startsWith("[" + service + "]")) {
          found = new LinkedHashMap<>();
        }
      } else if (found != null) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? "" : text.substring(0, equals).strip();
        // libpq allows no service in a service; its LDAP lookup needs a library of its own.
        if (name.isEmpty() || name.equals("service") || text.startsWith("ldap")) {
          throw new PostcarException.Configuration(
              file.getFileName() + ":" + number + ": not a line of the form parameter=value.");
        }
        String origin = "pg_service.conf [" + service + "]";
        found.putIfAbsent(name, FoundValue.text(text.substring(equals + 1).strip(), origin));
      }
    }
    return found;
  }

  private static List<String> lines(Path file) {
    try {
      return TextFile.lines(file);
    } catch (IOException e) {
      throw new PostcarException.Configuration(file + ": " + Unreadable.why(e) + ".", e);
    }
  }
}
