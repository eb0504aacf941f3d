package dev.postcar.internal.restore;

import dev.postcar.Dump;
import dev.postcar.PostcarException;
import dev.postcar.internal.os.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command whose output is a dump: started without a shell, its exit code counts. */
final class DumpCommand implements AutoCloseable {

  private static final int KEPT = 2_000;

  private final String program;
  private final Process process;
  private final StringBuilder said = new StringBuilder();
  private final Thread listener;

  private DumpCommand(String program, Process process) {
    this.program = program;
    this.process = process;
    this.listener = new Thread(this::listen, "postcar-dump-command");
    listener.setDaemon(true);
    listener.start();
  }

  /** Starts it. */
  static DumpCommand start(Dump dump) {
    String file = dump.file() == null ? "" : dump.file().toString();
    boolean named = dump.command().stream().anyMatch(word -> word.contains("{}"));
    List<String> words = dump.command().stream().map(word -> word.replace("{}", file)).toList();
    String program = String.valueOf(Path.of(words.get(0)).getFileName());
    ProcessBuilder.Redirect input =
        dump.isStdin()
            ? ProcessBuilder.Redirect.INHERIT
            : dump.file() == null || named
                ? ProcessBuilder.Redirect.PIPE
                : ProcessBuilder.Redirect.from(dump.file().toFile());
    try {
      Process process = ChildProcess.named(words).redirectInput(input).start();
      process.getOutputStream().close();
      return new DumpCommand(program, process);
    } catch (IOException e) {
      // The system's words repeat the arguments; the cause, too, is shown by --stacktrace.
      throw new PostcarException.Configuration(
          "The command "
              + program
              + " (--with) cannot be started. Does it exist, is it executable, and is the dump"
              + " readable? Nothing was changed.");
    }
  }

  /** Its output. */
  InputStream output() {
    return process.getInputStream();
  }

  private void listen() {
    byte[] chunk = new byte[1024];
    try (InputStream in = process.getErrorStream()) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        synchronized (said) {
          said.append(new String(chunk, 0, read, StandardCharsets.UTF_8));
          said.delete(0, Math.max(0, said.length() - KEPT));
        }
      }
    } catch (IOException e) {
      // It was ended.
    }
  }

  /** Waits for its end, once its output is read. */
  void finish() throws IOException {
    try {
      int code = process.waitFor();
      listener.join(1_000);
      if (code != 0) {
        String words;
        synchronized (said) {
          words = said.toString().strip();
        }
        throw new IOException(
            "the command "
                + program
                + " ended with exit code "
                + code
                + (words.isEmpty() ? "" : ": " + words.replace("\n", "\n  ")));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the command " + program, e);
    }
  }

  /** Ends it if it still runs. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
