package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.scratch.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** {@code embedded}: the private server between commands. */
final class EmbeddedCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Let the private PostgreSQL in .postcar/ run between commands, which then share it.",
            "postcar embedded start\tuntil it is stopped",
            "postcar embedded url\tits URL, without the password",
            "postcar embedded stop\tdata stay")
        .addPositional(Words.one("ACTION", "1", "start, stop, status or url."));
  }

  @Override
  public Output run(Call call) {
    Path directory = call.privateDirectory();
    return switch (call.positional(0)) {
      case "start" -> start(call);
      case "stop" -> {
        boolean ran = EmbeddedServer.stop(directory, call.settings().duration(Setting.LOCK_WAIT));
        yield new Output(
            Map.of("stopped", ran),
            (ran ? "Stopped the" : "There is no running") + " PostgreSQL in " + directory + ".");
      }
      case "status" -> status(directory, EmbeddedServer.running(directory));
      case "url" -> {
        String url = url(EmbeddedServer.running(directory).orElseThrow(() -> absent(directory)));
        yield new Output(Map.of("url", url), url);
      }
      default ->
          throw new PostcarException.Configuration(
              "postcar embedded takes start, stop, status or url, not \"%s\"."
                  .formatted(call.positional(0)));
    };
  }

  private static Output start(Call call) {
    EmbeddedServer server = call.embedded();
    try {
      server.share();
    } catch (IOException e) {
      throw new PostcarException.Connection(
          "The embedded PostgreSQL cannot be left running: " + e + ".", e);
    }
    return status(call.privateDirectory(), Optional.of(server));
  }

  private static Output status(Path directory, Optional<EmbeddedServer> found) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("running", found.isPresent());
    json.put("directory", directory.toString());
    if (found.isEmpty()) {
      return new Output(json, "There is no running PostgreSQL in " + directory + ".");
    }
    EmbeddedServer server = found.get();
    json.put("shared", server.isShared());
    json.put("pid", server.pid());
    json.put("url", url(server));
    return new Output(
        json,
        """
        PostgreSQL runs in %s (pid %d), %s.
        URL: %s
        Password: in %s"""
            .formatted(
                directory,
                server.pid(),
                server.isShared()
                    ? "until \"postcar embedded stop\""
                    : "until the command that started it ends",
                url(server),
                directory.resolve("password")));
  }

  private static String url(EmbeddedServer server) {
    return "postgresql://%s@127.0.0.1:%d/postgres".formatted(server.user(), server.port());
  }

  private static PostcarException absent(Path directory) {
    return new PostcarException.Connection(
        "There is no running PostgreSQL in "
            + directory
            + ".\nNext: run \"postcar embedded start\".",
        null);
  }
}
