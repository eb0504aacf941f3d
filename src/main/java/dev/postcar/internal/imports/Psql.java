package dev.postcar.internal.imports;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.ChildProcess;
import dev.postcar.internal.os.PrivateFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs scripts by psql, which knows nothing of how they are imported. */
public final class Psql implements AutoCloseable {

  private static final Pattern URL =
      Pattern.compile("jdbc:postgresql://(\\[[^\\]]+\\]|[^:/]*)(?::(\\d+))?/([^?]*).*");

  private final Path passwords;
  private final List<String> command;
  private final String settings;

  /**
   * On a database.
   *
   * @param jdbcUrl with one host
   * @param login user and password in the driver's terms
   * @param settings options of the session, such as {@code -c role=x}; may be empty
   */
  public Psql(String jdbcUrl, Properties login, String settings) {
    Matcher url = URL.matcher(jdbcUrl);
    if (!url.matches()) {
      throw new PostcarException.Configuration("psql cannot be given " + jdbcUrl + ".");
    }
    String host = url.group(1).replaceAll("[\\[\\]]", "");
    String port = url.group(2) == null ? "5432" : url.group(2);
    String user = login.getProperty("user");
    try {
      this.passwords = Files.createTempFile("postcar-", ".pgpass");
      Files.writeString(
          passwords,
          "*:*:*:*:" + login.getProperty("password", "").replaceAll("([\\\\:])", "\\\\$1") + "\n");
    } catch (IOException e) {
      throw new PostcarException.Configuration("A file for psql cannot be written: " + e + ".", e);
    }
    this.settings = settings;
    this.command =
        List.of(
            "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            host,
            "-p",
            port,
            "-U",
            user,
            "-d",
            url.group(3),
            "-f",
            "-");
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
    try {
      Path output = PrivateFiles.file(passwords.resolveSibling(passwords.getFileName() + ".out"));
      try {
        ProcessBuilder builder = ChildProcess.own(command);
        builder.environment().put("PGPASSFILE", passwords.toString());
        builder.environment().put("PGOPTIONS", settings);
        builder.environment().put("PGCLIENTENCODING", "UTF8");
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try (OutputStream in = process.getOutputStream()) {
          in.write(script.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
          // It has ended before it has read all, and says why.
        }
        return process.waitFor() == 0 ? null : Files.readString(output).strip();
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(passwords);
    } catch (IOException e) {
      // It is of a scratch server, which is gone as well.
    }
  }
}
