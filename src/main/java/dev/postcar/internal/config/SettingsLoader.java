package dev.postcar.internal.config;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings.Server;
import dev.postcar.internal.config.Settings.Value;
import dev.postcar.internal.config.groovy.ConfScript;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Reads the settings from every place, the highest first: flags, environment, {@code .env}, conf
 * script, what libpq reads, defaults.
 */
public final class SettingsLoader {

  private final ProcessEnvironment surroundings;
  private final PasswordPrompt prompt;
  private Project project;

  /**
   * A loader; it reads nothing yet.
   *
   * @param prompt asks for the password, if the flag is there without a value
   */
  public SettingsLoader(ProcessEnvironment surroundings, PasswordPrompt prompt) {
    this.surroundings = surroundings;
    this.prompt = prompt;
    this.project = new Project(surroundings.workingDirectory(), null);
  }

  /**
   * Reads everything.
   *
   * @param flags the texts that each flag was given, in order; no text at all for the password
   *     means to ask for it; a flag that was not given is absent
   * @throws PostcarException.Configuration if any of it is wrong
   */
  public Settings load(Map<Setting, List<String>> flags) {
    List<String> warnings = new ArrayList<>();
    String conf = surroundings.environment().getOrDefault(Setting.CONF.environment(), "");
    if (!flags.containsKey(Setting.CONF) && conf.isBlank()) {
      project = Project.of(surroundings.workingDirectory());
    }
    Map<String, String> dotEnv = DotEnv.read(project.root(), surroundings.trust());
    // What is relative to the working directory anyway is shown as it was written.
    Path root = project.root().equals(surroundings.workingDirectory()) ? null : project.root();
    Layers layers = new Layers();
    layers.add(Variables.flags(flags));
    layers.add(Variables.layer(surroundings.environment(), "environment ", warnings));
    layers.add(Variables.layer(dotEnv, ".env ", warnings), root, "");
    layers.add(script(layers.merged()), root, "");
    layers.add(LibpqEnvironment.layer(surroundings.environment(), dotEnv, warnings), root, ".env ");
    layers.addService(surroundings);
    layers.settleEmbedded();
    return settled(layers, flags, warnings);
  }

  /**
   * A URL that a program names; what it does not say comes from the user's files.
   *
   * @param url as in {@link #url}
   */
  public static ConnectionSettings ofProgram(String url, String origin) {
    ProcessEnvironment process = ProcessEnvironment.ofProcess();
    ProcessEnvironment users =
        new ProcessEnvironment(Path.of(""), Map.of(), process.home(), process.osUser());
    return new SettingsLoader(users, label -> null).url(url, origin);
  }

  /**
   * Reads one URL; what it does not say comes from what libpq reads.
   *
   * @throws PostcarException.Configuration if it cannot be read
   */
  public ConnectionSettings url(String url, String origin) {
    Layers layers = new Layers();
    layers.add(Layer.of(Map.of(Setting.URL, FoundValue.text(url, origin))));
    List<String> warnings = new ArrayList<>();
    Map<String, String> environment = new HashMap<>(surroundings.environment());
    // It is the address of one server, and this may be one of many.
    environment.remove("PGHOSTADDR");
    layers.add(LibpqEnvironment.layer(environment, Map.of(), warnings));
    layers.addService(surroundings);
    return settled(layers, Map.of(), warnings).connection();
  }

  private Settings settled(Layers layers, Map<Setting, List<String>> flags, List<String> warnings) {
    Layer merged = layers.merged();
    addFiles(merged.parameters());
    Map<Setting, Value> values = parsed(merged);
    boolean embedded = Boolean.TRUE.equals(valueOf(values, Setting.EMBEDDED));
    addDefaults(values, embedded);
    Settings settings = settings(values, merged, warnings);
    if (embedded || !settings.hasDatabase()) {
      return settings;
    }
    boolean ask = flags.containsKey(Setting.PASSWORD) && flags.get(Setting.PASSWORD).isEmpty();
    if (ask) {
      values.put(Setting.PASSWORD, askedPassword(settings.text(Setting.USERNAME)));
    }
    FoundValue aim = aimOfDotEnv(merged);
    boolean filed = false;
    if (!values.containsKey(Setting.PASSWORD)) {
      FoundValue password = filedPassword(settings, merged.parameters(), warnings, aim != null);
      filed = password != null;
      if (!filed && aim != null) {
        password = filedPassword(settings, merged.parameters(), warnings, false);
      }
      if (password != null) {
        values.put(Setting.PASSWORD, new Value(password.text(), password.origin()));
      }
    }
    Value password = values.get(Setting.PASSWORD);
    if (aim != null && password != null && !filed && !isWithAim(password, values)) {
      throw new PostcarException.Configuration(
          "%s would decide where the password from %s is sent, so the password was not sent. Next: put both in one place, or add the host to ~/.pgpass."
              .formatted(aim.origin(), password.origin()));
    }
    return settings(values, merged, warnings);
  }

  /** What in {@code .env} says which server gets the password, or how well it is hidden. */
  private static FoundValue aimOfDotEnv(Layer merged) {
    return Stream.concat(
            Stream.of(Setting.HOST, Setting.PORT, Setting.SSLMODE, Setting.ALLOW_CLEARTEXT_PASSWORD)
                .map(merged.settings()::get),
            Stream.of(
                    ConnectionParameters.SERVICE,
                    ConnectionParameters.SERVICE_FILE,
                    ConnectionSettings.ADDRESS,
                    "sslrootcert")
                .map(merged.parameters()::get))
        .filter(found -> found != null && found.origin().startsWith(DotEnv.FILE + " "))
        .findFirst()
        .orElse(null);
  }

  /** From {@code .env} itself, or the service that it names. */
  private static boolean isWithAim(Value password, Map<Setting, Value> values) {
    Value host = values.get(Setting.HOST);
    return password.origin().startsWith(DotEnv.FILE + " ")
        || (password.origin().startsWith("pg_service.conf [")
            && password.origin().equals(host.origin()));
  }

  /** As in libpq: the user's own certificates, where no others are named. */
  private void addFiles(Map<String, FoundValue> parameters) {
    Path directory = surroundings.home().resolve(".postgresql");
    if (!Files.isDirectory(directory)) {
      return;
    }
    boolean own = !parameters.containsKey("sslcert") && !parameters.containsKey("sslkey");
    Map.of("sslrootcert", "root.crt", "sslcert", "postgresql.crt", "sslkey", "postgresql.key")
        .forEach(
            (name, file) -> {
              Path path = directory.resolve(file);
              if ((own || name.equals("sslrootcert"))
                  && Files.exists(path)
                  && !parameters.containsKey(name)) {
                String refusal =
                    surroundings.trust().refusal(path.toString(), path, "name it with " + name);
                if (refusal != null) {
                  throw new PostcarException.Configuration(refusal);
                }
                parameters.putIfAbsent(name, FoundValue.text(path.toString(), Settings.DEFAULT));
              }
            });
  }

  private Settings settings(Map<Setting, Value> values, Layer merged, List<String> warnings) {
    return new Settings(
        values, merged.parameters(), surroundings.workingDirectory(), project, warnings);
  }

  private Layer script(Layer higher) {
    FoundValue given = higher.settings().get(Setting.CONF);
    FoundValue environment = higher.settings().get(Setting.ENV);
    if (given == null && project.script() == null) {
      if (environment != null) {
        throw new PostcarException.Configuration(
            environment.origin()
                + ": there is no conf script with environments { } to choose from.");
      }
      return Layer.empty();
    }
    Path here = surroundings.workingDirectory();
    String name = given == null ? here.relativize(project.script()).toString() : given.text();
    Path file = here.resolve(name).normalize();
    // It may be a pipe.
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new PostcarException.Configuration(given.origin() + ": there is no file " + name + ".");
    }
    String refusal =
        given != null ? null : surroundings.trust().refusal(name, file, "name it with -c");
    if (refusal != null) {
      throw new PostcarException.Configuration(refusal);
    }
    Layer layer = Layer.of(readScript(file, name, environment));
    return given != null
        ? layer
        : layer.over(Layer.of(Map.of(Setting.CONF, FoundValue.text(name, Settings.DEFAULT))));
  }

  private Map<Setting, FoundValue> readScript(Path file, String name, FoundValue environment) {
    try {
      return new ConfScript(file, name).read(environment);
    } catch (NoClassDefFoundError e) {
      throw new PostcarException.Configuration(
          name + ": a conf script needs Groovy on the class path.", e);
    }
  }

  private static Map<Setting, Value> parsed(Layer merged) {
    Map<Setting, Value> values = new EnumMap<>(Setting.class);
    merged.settings().forEach((setting, found) -> values.put(setting, value(setting, found)));
    return values;
  }

  private static Value value(Setting setting, FoundValue found) {
    return new Value(Values.read(setting, found), found.origin());
  }

  private void addDefaults(Map<Setting, Value> values, boolean embedded) {
    for (Setting setting : Setting.values()) {
      if (setting.defaultText() != null && !(embedded && Layers.CONNECTION.contains(setting))) {
        values.computeIfAbsent(
            setting, s -> value(s, FoundValue.text(s.defaultText(), Settings.DEFAULT)));
      }
    }
    String user = surroundings.osUser();
    if (!embedded && user != null && !user.isEmpty()) {
      values.putIfAbsent(Setting.USERNAME, new Value(user, Settings.DEFAULT));
    }
    if (!embedded && values.containsKey(Setting.USERNAME)) {
      values.putIfAbsent(
          Setting.DBNAME, new Value(valueOf(values, Setting.USERNAME), Settings.DEFAULT));
    }
  }

  private static Object valueOf(Map<Setting, Value> values, Setting setting) {
    Value value = values.get(setting);
    return value == null ? null : value.value();
  }

  private Value askedPassword(String username) {
    char[] password =
        prompt.ask(username == null ? "Password: " : "Password for user " + username + ": ");
    if (password == null) {
      throw new PostcarException.Configuration(
          "flag --password: without a value, postcar prompts for it, which needs a terminal; use"
              + " POSTCAR_PASSWORD, PGPASSWORD or ~/.pgpass.");
    }
    String text = new String(password);
    Arrays.fill(password, '\0');
    return new Value(text, "terminal");
  }

  /** As in libpq the file names the default sockets' directory localhost. */
  private static String passwordHost(String host) {
    return host.equals("/tmp") || host.equals("/var/run/postgresql") ? "localhost" : host;
  }

  private FoundValue filedPassword(
      Settings settings,
      Map<String, FoundValue> parameters,
      List<String> warnings,
      boolean exactHost) {
    ConnectionSettings connection;
    try {
      connection = settings.connection();
    } catch (PostcarException.Configuration e) {
      // Said again to the command that wants to connect; others can do without.
      return null;
    }
    FoundValue named = parameters.get(ConnectionParameters.PASSWORD_FILE);
    Path file =
        named == null
            ? surroundings.home().resolve(".pgpass")
            : surroundings.workingDirectory().resolve(named.text());
    PasswordFile passwords = PasswordFile.read(file, warnings::add);
    for (Server server : connection.servers()) {
      FoundValue password =
          passwords.find(
              passwordHost(server.host()),
              server.port(),
              connection.dbname(),
              connection.username(),
              exactHost);
      if (password != null) {
        return password;
      }
    }
    return null;
  }
}
