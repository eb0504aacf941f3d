package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.OtherHost;
import dev.postcar.internal.config.ProcessEnvironment;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.Settings;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.config.TargetLine;
import dev.postcar.internal.config.Unreadable;
import dev.postcar.internal.os.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The targets that the settings name: in a list, in a file, by a query or by a cluster. */
public final class TargetSources {

  private final Settings settings;
  private final ProcessEnvironment surroundings;
  private final SettingsLoader loader;
  private final Supplier<ConnectionSettings> connection;
  private ConnectionSettings configured;

  /**
   * Reads nothing yet.
   *
   * @param surroundings with the password files
   * @param connection the configured one, asked for only where it is needed
   */
  public TargetSources(
      Settings settings, ProcessEnvironment surroundings, Supplier<ConnectionSettings> connection) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.loader = new SettingsLoader(surroundings, question -> null);
    this.connection = connection;
  }

  /**
   * Finds the targets.
   *
   * @return in the order in which they are found
   * @throws PostcarException.Configuration if no source of targets is configured, or more than one
   * @throws PostcarException.Connection if a query cannot be run
   */
  public List<FoundTarget> targets() {
    List<Setting> given =
        Stream.of(
                Setting.FLEET_TARGETS,
                Setting.FLEET_FILE,
                Setting.FLEET_QUERY,
                Setting.FLEET_CLUSTER)
            .filter(settings::isSet)
            .toList();
    if (given.isEmpty()) {
      throw new PostcarException.Configuration(
          "No fleet is configured.\nNext: add fleet { targets = [...] } to the conf script, or file,"
              + " query or cluster instead of targets.");
    }
    if (given.size() > 1) {
      throw new PostcarException.Configuration(
          "%s: %s and %s cannot be combined: use one."
              .formatted(
                  settings.origin(given.get(1)), given.get(0).label(), given.get(1).label()));
    }
    return switch (given.get(0)) {
      case FLEET_TARGETS -> of(lines(settings.list(Setting.FLEET_TARGETS)));
      case FLEET_FILE -> of(file(settings.path(Setting.FLEET_FILE)));
      case FLEET_QUERY -> query(Setting.FLEET_QUERY).targets(settings.text(Setting.FLEET_QUERY));
      default ->
          new TargetCluster(query(Setting.FLEET_CLUSTER))
              .targets(settings.text(Setting.FLEET_CLUSTER));
    };
  }

  private TargetQuery query(Setting source) {
    ConnectionSettings there = configured();
    return new TargetQuery(there, new OtherHost(surroundings, there), settings.origin(source));
  }

  private List<TargetLine> lines(List<String> texts) {
    String origin = settings.origin(Setting.FLEET_TARGETS);
    return texts.stream().map(text -> TargetLine.of(text, origin)).toList();
  }

  private List<TargetLine> file(Path file) {
    try {
      List<TargetLine> lines = new ArrayList<>();
      int number = 0;
      for (String text : TextFile.lines(file)) {
        number++;
        if (!text.isBlank() && !text.stripLeading().startsWith("#")) {
          lines.add(TargetLine.of(text, file.getFileName() + ":" + number));
        }
      }
      return lines;
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          settings.origin(Setting.FLEET_FILE) + ": " + file + ": " + Unreadable.why(e) + ".");
    }
  }

  private List<FoundTarget> of(List<TargetLine> lines) {
    List<ConnectionSettings> all = lines.stream().map(this::connection).toList();
    Map<String, Integer> databases = new HashMap<>();
    all.forEach(one -> databases.merge(one.dbname(), 1, Integer::sum));
    List<FoundTarget> targets = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      TargetLine line = lines.get(i);
      ConnectionSettings there = all.get(i);
      boolean alone = databases.get(there.dbname()) == 1;
      String usual = alone ? there.dbname() : there.servers().get(0) + "/" + there.dbname();
      targets.add(
          new FoundTarget(
              line.name() == null ? usual : line.name(), there, line.schema(), line.group()));
    }
    return targets;
  }

  private ConnectionSettings connection(TargetLine line) {
    return line.url() == null ? configured() : loader.url(line.url(), line.origin());
  }

  /** Asked for once: it may start a server. */
  private ConnectionSettings configured() {
    configured = configured == null ? connection.get() : configured;
    return configured;
  }
}
