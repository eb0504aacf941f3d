package dev.postcar;

import dev.postcar.internal.os.CommandWords;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a plain-format dump of pg_dump comes from: a file, the output of a command, or both.
 *
 * @param file plain, gzip or xz; {@code -} for the standard input; null where the command alone
 *     makes the dump
 * @param command program and arguments, started without a shell; in each of them {@code {}} stands
 *     for the file, which is the command's standard input where none has it; empty for none
 */
public record Dump(Path file, List<String> command) {

  private static final Path STDIN = Path.of("-");

  /** Takes a copy of the command. */
  public Dump {
    command = List.copyOf(command);
    if (file == null && command.isEmpty()) {
      throw new PostcarException.Configuration(
          "No dump is given. Next: add a file, or a command that writes one (--with).");
    }
  }

  /**
   * A file.
   *
   * @param file plain, gzip or xz, not null
   * @return the dump
   */
  public static Dump of(Path file) {
    return new Dump(file, List.of());
  }

  /**
   * The output of a command.
   *
   * @param file what the command reads; null for nothing
   * @param command words as a shell divides them, with quotes and backslashes; nothing else is
   *     special. Null for none
   * @return the dump
   * @throws PostcarException.Configuration if a quote is never closed, or there is no dump at all
   */
  public static Dump through(Path file, String command) {
    return new Dump(file, command == null ? List.of() : CommandWords.split(command));
  }

  /**
   * Returns whether it is read from the standard input.
   *
   * @return true for the file {@code -}
   */
  public boolean isStdin() {
    return STDIN.equals(file);
  }

  /**
   * What messages call it: never the command's arguments, which may hold a secret.
   *
   * @return the file's name without its directory, or {@code the output of} the program
   */
  public String name() {
    if (isStdin()) {
      return "the standard input";
    }
    Path named = file != null ? file : Path.of(command.get(0));
    return (file != null ? "" : "the output of ") + named.getFileName();
  }
}
