package dev.postcar.internal.imports;

import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.LibpqConnection;
import dev.postcar.internal.os.ChildProcess;
import dev.postcar.internal.os.PasswordFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs scripts by psql, which knows nothing of how they are imported. */
public final class Psql {

  private static final List<String> COMMAND =
      List.of("psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-");

  private final LibpqConnection connection;
  private final String options;

  /**
   * On a database.
   *
   * @param options more of the session's, such as {@code -c role=x}; may be empty
   */
  public Psql(ConnectionSettings connection, String options) {
    this.connection = LibpqConnection.of(connection);
    this.options =
        (this.connection.variables().getOrDefault("PGOPTIONS", "") + " " + options).strip();
  }

  /** Whether there is one on this machine. */
  public static boolean exists() {
    try {
      Process process =
          ChildProcess.own(List.of("psql", "--version"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Runs a script.
   *
   * @return null if it succeeded, else what psql said
   */
  public String run(String script) {
    try (PasswordFile passwords = new PasswordFile(connection.passwords())) {
      ProcessBuilder builder = ChildProcess.own(COMMAND);
      builder.environment().putAll(connection.variables());
      builder.environment().put("PGOPTIONS", options);
      builder.environment().put("PGCLIENTENCODING", "UTF8");
      passwords.giveTo(builder);
      Process process = builder.redirectErrorStream(true).start();
      CompletableFuture<Void> writing =
          CompletableFuture.runAsync(() -> write(process.getOutputStream(), script));
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      writing.join();
      return process.waitFor() == 0 ? null : said.strip();
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static void write(OutputStream to, String script) {
    try (to) {
      to.write(script.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It has ended before it has read all, and says why.
    }
  }
}
