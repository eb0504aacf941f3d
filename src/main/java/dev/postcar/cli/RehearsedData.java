package dev.postcar.cli;

import dev.postcar.Dump;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.fleet.FoundTarget;
import dev.postcar.internal.os.TextFile;
import dev.postcar.internal.report.StatsText;
import dev.postcar.options.RehearseOptions;
import dev.postcar.options.RehearseOptions.Data;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The rows that {@code rehearse} is asked to work on. */
final class RehearsedData {

  private RehearsedData() {}

  static Data of(Call call) {
    List<String> given = Stream.of("--like", "--dump", "--database").filter(call::has).toList();
    if (given.size() > 1 || (!given.isEmpty() && call.has("--rows") && !call.has("--like"))) {
      throw new PostcarException.Configuration(
          "--rows, --dump and --database cannot be combined, nor --like with the last two: use one.");
    }
    Path here = call.surroundings().workingDirectory();
    String rows = call.option("--rows");
    if (call.has("--dump")) {
      return Data.of(Dump.of(here.resolve(call.option("--dump"))));
    }
    if (call.has("--database")) {
      return clone(call, call.option("--database"));
    }
    long each = rows == null ? 1 : TrafficWords.number("--rows", rows);
    if (call.has("--like")) {
      return new Data(each, StatsText.parse(like(call, here), "--like"), null, null, null);
    }
    return rows == null ? RehearseOptions.pending().data() : Data.rows(each);
  }

  private static String like(Call call, Path here) {
    String file = call.option("--like");
    try {
      return TextFile.read(here.resolve(file));
    } catch (IOException e) {
      throw new PostcarException.Configuration("--like: " + file + " cannot be read.", e);
    }
  }

  /** Whoever types the name knows which database is changed. */
  private static Data clone(Call call, String url) {
    ConnectionSettings there = SettingsLoader.ofProgram(url, "--database");
    refuseTargets(call, there);
    String name = call.option("--yes");
    if (name == null && call.terminal().interactive()) {
      name =
          call.terminal()
              .answer(
                  "This changes %s on %s for good. Type the name of the database to go on: "
                      .formatted(there.dbname(), there.servers().get(0)));
    }
    return Data.clone(url, name);
  }

  private static void refuseTargets(Call call, ConnectionSettings clone) {
    boolean fleet =
        Stream.of(
                Setting.FLEET_TARGETS,
                Setting.FLEET_FILE,
                Setting.FLEET_QUERY,
                Setting.FLEET_CLUSTER)
            .anyMatch(call.settings()::isSet);
    for (FoundTarget target : fleet ? call.fleet().found() : List.<FoundTarget>of()) {
      ConnectionSettings there = target.connection();
      if (!there.embedded()
          && there.dbname().equals(clone.dbname())
          && !Collections.disjoint(there.servers(), clone.servers())) {
        throw new PostcarException.Refusal(
            "Refused: %s is target %s of the fleet. A rehearsal would change it for good. Nothing was changed.\nNext: name a clone, or omit --database."
                .formatted(clone.dbname(), target.name()));
      }
    }
  }
}
