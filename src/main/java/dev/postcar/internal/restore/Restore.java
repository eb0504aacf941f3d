package dev.postcar.internal.restore;

import dev.postcar.Dump;
import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.Target;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.run.RestoreTransaction;
import dev.postcar.internal.sql.SqlReader;
import dev.postcar.internal.sql.SqlSyntaxException;
import dev.postcar.internal.sql.Statement;
import dev.postcar.result.RestoreResult;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;

/** Loads a dump statement by statement, holding no more than one message of it in memory. */
public final class Restore implements RestoreTransaction.Content {

  private static final long BETWEEN_PROGRESS = Duration.ofMillis(200).toNanos();

  private final Dump dump;
  private final Reporter reporter;
  private final long startedAt = System.nanoTime();
  private final RestoreFailure failure;
  private final Pace pace;
  private DumpStream stream;
  private DumpEncoding encoding = DumpEncoding.utf8();
  private DumpBatch batch;
  private long bytes;
  private long reportedAt = startedAt;

  private Restore(Dump dump, Reporter reporter) {
    this.dump = dump;
    this.reporter = reporter;
    this.failure = new RestoreFailure(dump.name());
    this.pace = new Pace(null, "restore " + dump.name(), "bytes");
  }

  /**
   * Restores a dump into a database, which must be empty.
   *
   * @throws PostcarException.Refusal if the database is not empty, or the dump holds what cannot be
   *     restored in one transaction
   * @throws PostcarException.RestoreFailed if the server said no
   */
  public static RestoreResult of(OpenDatabase operation, Dump dump, Reporter reporter) {
    DumpStream.requireFile(dump);
    Restore restore = new Restore(dump, reporter);
    operation.load(restore, true);
    return restore.result(operation.database());
  }

  /**
   * Restores the configured dump before a migrate, where the database is empty and has no
   * bookkeeping; elsewhere it does nothing, and asks the server nothing where there is one.
   *
   * @throws PostcarException.Refusal for a dry run, which would have to restore
   */
  public static void first(OpenDatabase operation, Dump dump, Target.Mode mode, Reporter reporter) {
    if (operation.hasBookkeeping()) {
      return;
    }
    if (mode == Target.Mode.DRY_RUN) {
      if (operation.isEmpty()) {
        throw new PostcarException.Refusal(
            ("Refused: %s is empty, so migrate would restore %s first, but a dry run keeps"
                    + " nothing. Run \"postcar restore\" first.")
                .formatted(operation.database(), dump.name()));
      }
      return;
    }
    Restore restore = new Restore(dump, reporter);
    if (operation.load(restore, false)) {
      RestoreResult result = restore.result(operation.database());
      reporter.on(
          new Event.Restored(
              result.dump(), result.statements(), result.rows(), result.durationMs()));
    }
  }

  /**
   * Warns before a plan that {@link #first} would restore the configured dump.
   *
   * @param dump null for none
   */
  public static void warn(OpenDatabase operation, Dump dump, Reporter reporter) {
    if (dump != null && !operation.hasBookkeeping() && operation.isEmpty()) {
      reporter.on(
          new Event.Warning(
              "the database is empty: migrate would restore "
                  + dump.name()
                  + " first; the plan does not know what that contains"));
    }
  }

  private RestoreResult result(String database) {
    return new RestoreResult(
        database,
        dump.name(),
        bytes,
        batch.statements(),
        batch.rows(),
        (System.nanoTime() - startedAt) / 1_000_000);
  }

  @Override
  public String into(RestoreTransaction load) {
    batch = new DumpBatch(load, failure);
    reporter.on(new Event.Phase("restore " + dump.name()));
    try (DumpStream opened = DumpStream.open(dump, load::alsoEnd)) {
      stream = opened;
      try (SqlReader reader =
          SqlReader.ofDump(
              new BufferedReader(new InputStreamReader(opened.sql(), DumpEncoding.BYTES)))) {
        for (Statement next = reader.next(); next != null; next = reader.next()) {
          restore(load, reader, next);
          tell();
        }
      }
      batch.send();
      load.refuseIfInterrupted();
      opened.finish();
      bytes = opened.sqlBytes();
      if (batch.statements() == 0) {
        throw new EOFException("it contains no statement");
      }
      return "%s: %d statements, %d rows".formatted(dump.name(), batch.statements(), batch.rows());
    } catch (SqlSyntaxException e) {
      load.refuseIfInterrupted();
      throw failure.syntax(e, encoding);
    } catch (IOException | UncheckedIOException e) {
      load.refuseIfInterrupted();
      throw failure.reading(e instanceof UncheckedIOException u ? u.getCause() : (IOException) e);
    }
  }

  private void restore(RestoreTransaction load, SqlReader reader, Statement next) {
    DumpStatement statement = new DumpStatement(next, decode(next));
    String refusal = statement.refusal();
    String client = statement.clientEncoding();
    if (client != null) {
      encoding = DumpEncoding.of(client);
      refusal = encoding == null ? DumpEncoding.unreadable(client) : refusal;
    }
    if (statement.isCopy() && reader.copyData() == null) {
      refusal = "it sends data to the client";
    }
    if (refusal != null) {
      throw failure.refused(statement, refusal);
    }
    if (client != null || statement.isDropped(load.serverVersion())) {
      return;
    }
    if (reader.copyData() != null) {
      batch.copy(statement, new ListeningInputStream(encoding.utf8(reader.copyData()), this::tell));
    } else {
      batch.add(statement);
    }
  }

  private String decode(Statement statement) {
    int nul = statement.text().indexOf('\0');
    if (nul >= 0) {
      long above = statement.text().substring(0, nul).chars().filter(c -> c == '\n').count();
      throw failure.damaged(statement.line() + above);
    }
    try {
      return encoding.decode(statement.text());
    } catch (CharacterCodingException e) {
      throw failure.encoding(statement.line(), encoding, e);
    }
  }

  /** Called often; says something now and then. */
  private void tell() {
    long now = System.nanoTime();
    if (now - reportedAt >= BETWEEN_PROGRESS) {
      reportedAt = now;
      reporter.on(pace.at(stream.rawBytes(), stream.total()));
    }
  }
}
