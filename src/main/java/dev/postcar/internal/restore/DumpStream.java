package dev.postcar.internal.restore;

import dev.postcar.Dump;
import dev.postcar.PostcarException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.function.Consumer;

/** An open dump as plain SQL, which knows how much of it has been read. */
final class DumpStream implements AutoCloseable {

  private final DumpCommand command;
  private final Runnable abort;
  private final CountedBytes raw;
  private final CountedBytes plain;
  private final DumpEnds ends;
  private final long total;

  private DumpStream(
      DumpCommand command, Runnable abort, CountedBytes raw, DumpEnds ends, long total) {
    this.command = command;
    this.abort = abort;
    this.raw = raw;
    this.plain = new CountedBytes(ends);
    this.ends = ends;
    this.total = total;
  }

  /**
   * Opens a dump; a command is started.
   *
   * @param aborting is given what ends whatever the reader may wait for, before it is read
   * @throws PostcarException.Configuration if there is no such file, or the command does not start
   * @throws PostcarException.Refusal if it is no plain SQL
   */
  static DumpStream open(Dump dump, Consumer<Runnable> aborting) throws IOException {
    requireFile(dump);
    DumpCommand command = dump.command().isEmpty() ? null : DumpCommand.start(dump);
    boolean file = command == null && Files.isRegularFile(dump.file());
    AbortableInput pipe =
        file ? null : new AbortableInput(command == null ? () -> file(dump) : command::output);
    CountedBytes raw = new CountedBytes(file ? file(dump) : pipe);
    Runnable abort =
        () -> {
          if (pipe != null) {
            pipe.abort();
          }
          if (command != null) {
            command.close();
          }
        };
    boolean opened = false;
    try {
      aborting.accept(abort);
      long total = file ? Files.size(dump.file()) : -1;
      DumpEnds ends = new DumpEnds(DumpFormat.plain(raw, dump.name()));
      opened = true;
      return new DumpStream(command, abort, raw, ends, total);
    } finally {
      if (!opened) {
        abort.run();
        raw.close();
      }
    }
  }

  /** Files.newInputStream asks for a position, which a pipe does not have. */
  private static InputStream file(Dump dump) throws IOException {
    return dump.isStdin()
        ? new FileInputStream(FileDescriptor.in)
        : new FileInputStream(dump.file().toFile());
  }

  /** Refuses a file that is not there, or is none. */
  static void requireFile(Dump dump) {
    if (dump.file() == null || dump.isStdin()) {
      return;
    }
    if (Files.isDirectory(dump.file()) && dump.command().isEmpty()) {
      throw new PostcarException.Configuration(
          "The dump "
              + dump.file()
              + " is a directory: read it through pg_restore, --with \"pg_restore -f - {}\".");
    }
    if (!Files.isReadable(dump.file())) {
      throw new PostcarException.Configuration(
          "The dump "
              + dump.file()
              + (Files.exists(dump.file()) ? " cannot be read." : " does not exist.")
              + " Nothing was changed.");
    }
  }

  /** Plain SQL. */
  InputStream sql() {
    return plain;
  }

  /** How many bytes of SQL have been read. */
  long sqlBytes() {
    return plain.count();
  }

  /** How many bytes of the file, or of the command's output, have been read. */
  long rawBytes() {
    return raw.count();
  }

  /** How many there are; negative where not known. */
  long total() {
    return total;
  }

  /**
   * Makes sure, after all was read, that it was all.
   *
   * @throws IOException if the command failed, or pg_dump's last line is missing
   */
  void finish() throws IOException {
    if (command != null) {
      command.finish();
    }
    if (ends.areMissing()) {
      throw new IOException(
          "it was cut off: pg_dump ends with \"-- PostgreSQL database dump complete\"");
    }
  }

  @Override
  public void close() throws IOException {
    abort.run();
    plain.close();
  }
}
