package dev.postcar.cli;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.LibpqConnection;
import dev.postcar.internal.os.ChildProcess;
import dev.postcar.internal.os.PasswordFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** {@code psql}: psql with the connection of the settings. */
final class PsqlCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Start psql with the configured connection.",
            "postcar psql\tin the configured database",
            "postcar psql -- -c \"select 1\"\tpsql's own options come after --",
            "postcar psql -- -f report.sql\trun a file")
        .addPositional(Words.many("ARGS", "What psql gets. Its own options come after --."));
  }

  @Override
  public Output run(Call call) {
    String conf = call.option("--conf");
    if (call.has("--json") || (conf != null && conf.contains(" "))) {
      throw new PostcarException.Configuration(
          (conf == null ? "--json cannot be combined with psql." : "-c is postcar's --conf here.")
              + "\nNext: put psql's own options after --, as in postcar psql -- -c \"select 1\".");
    }
    LibpqConnection connection = LibpqConnection.of(call.connection());
    List<String> command = new ArrayList<>(List.of("psql"));
    command.addAll(call.words());
    ProcessBuilder psql = ChildProcess.named(command).inheritIO();
    Map<String, String> environment = psql.environment();
    environment.keySet().removeAll(LibpqConnection.names());
    environment.remove("DATABASE_URL");
    environment.putAll(connection.variables());
    try (PasswordFile passwords = new PasswordFile(connection.passwords())) {
      passwords.giveTo(psql);
      call.console().pause();
      return new Output(Map.of(), null, run(psql));
    } catch (IOException e) {
      throw new PostcarException.Configuration("psql's password file: " + e + ".", e);
    }
  }

  private static int run(ProcessBuilder builder) {
    // Ctrl-C is psql's: it cancels a statement.
    Signals.ignoreInterrupt();
    Process psql;
    try {
      psql = builder.start();
    } catch (IOException e) {
      throw new PostcarException.Configuration(
          "There is no psql on the PATH.\n"
              + "Next: install PostgreSQL's client, such as the package postgresql-client.",
          e);
    }
    Thread hook = new Thread(psql::destroy, "postcar-psql-end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int exitCode = psql.waitFor();
      Runtime.getRuntime().removeShutdownHook(hook);
      return exitCode;
    } catch (InterruptedException e) {
      psql.destroy();
      Thread.currentThread().interrupt();
      return 130;
    }
  }
}
