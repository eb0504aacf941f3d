package dev.postcar.faults;

import dev.postcar.Postcar;
import dev.postcar.faults.Disturbance.Form;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import org.postgresql.ds.PGSimpleDataSource;

/** One run of a scenario, and what happens to it. */
final class DisturbedRun {

  private static final long SHORT_SETTLING = 600;

  private final SweepRoom room;
  private final Baseline baseline;
  private final Scenario scenario;
  private final Disturbance disturbance;
  private final TestDatabase database;
  private final SweepPackage sources;
  private final AtomicReference<IntPredicate> signals = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private FaultProxy proxy;

  DisturbedRun(SweepRoom room, Baseline baseline, Disturbance disturbance, TestDatabase database) {
    this.room = room;
    this.baseline = baseline;
    this.scenario = baseline.scenario();
    this.disturbance = disturbance;
    this.database = database;
    SweepPackage right = scenario.sources();
    this.sources = disturbance.broken() == null ? right : disturbance.broken().in(right);
  }

  /**
   * Runs it.
   *
   * @return what it said; null if it was killed
   */
  Said run() {
    proxy = new FaultProxy("127.0.0.1", room.port(scenario));
    Thread trouble = new Thread(this::trouble, "trouble");
    try {
      cut();
      trouble.start();
      return switch (disturbance.type()) {
        case KILL, SIGNAL -> child();
        default -> disturbance.form() == Form.LIBRARY ? library() : commandLine();
      };
    } finally {
      proxy.close();
      ended.countDown();
      join(trouble);
    }
  }

  private void cut() {
    if (disturbance.type() == Disturbance.Type.CUT) {
      proxy.refuseAfterCut(disturbance.away() != 0);
      long bytes =
          (long)
              (disturbance.share() * 1.05 * (disturbance.up() ? baseline.up() : baseline.down()));
      if (disturbance.up()) {
        proxy.cutUpAfter(bytes);
      } else {
        proxy.cutDownAfter(bytes);
      }
    } else if (disturbance.type() != Disturbance.Type.NONE) {
      proxy.delay(1);
    }
  }

  private Said commandLine() {
    List<String> args = new ArrayList<>(scenario.args());
    if (disturbance.form() == Form.JSON) {
      args.add("--json");
    }
    return room.commandLine(sources, database, proxy.port(), limits()).run(args, signals::set);
  }

  private Map<String, String> limits() {
    Map<String, String> limits = new HashMap<>();
    if (disturbance.type() == Disturbance.Type.LOCK) {
      limits.put("POSTCAR_LOCK_TIMEOUT", "30ms");
      limits.put("POSTCAR_RETRIES", "1");
    } else if (disturbance.type() == Disturbance.Type.TIMEOUT) {
      limits.put("POSTCAR_STATEMENT_TIMEOUT", (1 + (int) (disturbance.share() * 20)) + "ms");
    }
    return limits;
  }

  private Said library() {
    PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
    source.setUrl("jdbc:postgresql://127.0.0.1:" + proxy.port() + "/" + database.name());
    Postcar postcar = Postcar.on(source);
    if (!sources.migrations().isEmpty()) {
      postcar.packages(sources.name()).sources(room.root(sources)).cache(room.cache());
    }
    if (disturbance.away() == Disturbance.FOR_EVER) {
      postcar.settling(Duration.ofMillis(SHORT_SETTLING));
    }
    if (disturbance.type() == Disturbance.Type.LOCK) {
      postcar.lockTimeout(Duration.ofMillis(30)).retries(1);
    } else if (disturbance.type() == Disturbance.Type.TIMEOUT) {
      postcar.statementTimeout(Duration.ofMillis(1 + (int) (disturbance.share() * 20)));
    }
    signals.set(postcar::interrupt);
    return Library.run(postcar, room.directory(), scenario.args());
  }

  private Said child() {
    CommandLine line = room.commandLine(sources, database, proxy.port(), Map.of());
    try {
      Path out = Files.createTempFile("postcar-out", "");
      Path err = Files.createTempFile("postcar-err", "");
      Process child = line.start(scenario.args(), out, err);
      while (child.isAlive() && proxy.upPassed() == 0) {
        Recovery.sleep(2);
      }
      boolean over =
          child.waitFor(
              (long) (disturbance.share() * 3 * baseline.millis()), TimeUnit.MILLISECONDS);
      if (disturbance.type() == Disturbance.Type.SIGNAL) {
        new ProcessBuilder("kill", "-INT", String.valueOf(child.pid())).start().waitFor();
      } else {
        child.destroyForcibly();
      }
      int exitCode = child.waitFor();
      Said said = Said.of(exitCode, Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      // A signal before it listens, or after it has ended, ends it without a word.
      return over || (exitCode < 128 && exitCode > 0) || !said.error().isEmpty() ? said : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void trouble() {
    long at = (long) (disturbance.share() * 1.6 * baseline.millis());
    switch (disturbance.type()) {
      case CUT -> heal();
      case TERMINATE -> {
        Recovery.sleep(at);
        terminate();
        if (disturbance.again() > 0) {
          terminateNext();
        }
      }
      case INTERRUPT -> {
        Recovery.sleep(at);
        interrupt();
      }
      case LOCK -> hold(at);
      case STALL -> {
        Recovery.sleep(at / 2);
        proxy.stall(true);
        Recovery.sleep(100 + at);
        proxy.stall(false);
      }
      default -> {
        // It comes from elsewhere.
      }
    }
  }

  /** The server comes back a little after the cut, or not before the run has ended. */
  private void heal() {
    if (disturbance.away() > 0) {
      while (!proxy.isRefusing() && !over(2)) {
        // Not cut yet.
      }
      over(disturbance.away());
      proxy.refuseAfterCut(false);
      proxy.refuse(false);
    }
  }

  private boolean over(long millis) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean terminate() {
    return !database
        .rows(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
                + " current_database() and pid <> pg_backend_pid() and application_name <> 'truth'")
        .isEmpty();
  }

  /** The one that reconnects, too. */
  private void terminateNext() {
    Recovery.sleep(disturbance.again());
    for (int attempt = 0; attempt < 50 && !terminate() && !over(5); attempt++) {
      // Not there yet.
    }
  }

  private void interrupt() {
    for (int attempt = 0; attempt < 100; attempt++) {
      IntPredicate ask = signals.get();
      if (ask != null && ask.test(disturbance.up() ? 2 : 15)) {
        return;
      }
      if (over(3)) {
        return;
      }
    }
  }

  /** Somebody holds a table that every migration writes, for a while or to the end. */
  private void hold(long millis) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set application_name = 'truth'");
      over(disturbance.up() ? 0 : millis / 2);
      connection.setAutoCommit(false);
      statement.execute(
          scenario.kind() == Scenario.Kind.RESTORE
              ? "lock table pg_description"
              : "lock table tally.forward, tally.back");
      over(disturbance.share() < 0.3 ? 60 : 20_000);
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
