package dev.postcar.faults;

import dev.postcar.testing.MigrationFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes work on one fleet of schemas, are killed with SIGKILL and started again: each
 * target is done exactly once. {@code -Dfaults.seed} replays, {@code -Pfaults} runs 200 rounds.
 */
final class FleetKillTest {

  private static final int SCALE = Integer.getInteger("faults.scale", 1);
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime());

  /** Each row is there as often as its migration ran; the pauses make room for a kill. */
  private static final String RAN = "select pg_sleep(0.01); insert into ran values ('%s');";

  @TempDir static Path directory;

  @BeforeAll
  static void write() throws IOException {
    new MigrationFolder(directory.resolve("src"))
        .sql("M0001_Ran", "create table ran (name text);" + RAN.formatted("M0001_Ran"), null)
        .sql("M0002_Row", RAN.formatted("M0002_Row"), null)
        .sql("M0003_Index", RAN.formatted("M0003_Index") + "create index on ran (name);", null);
    for (String bookkeeping : List.of("tenant", "shared")) {
      Path folder = Files.createDirectories(directory.resolve(bookkeeping));
      Files.writeString(
          folder.resolve("postcar.conf.groovy"),
          """
          packages = ['app']
          sources = ['../src']
          fleet.query = "select nspname as name, nspname as schema from pg_namespace where nspname like 'tenant%'"
          fleet.bookkeeping = 'BOOKKEEPING'
          """
              .replace("BOOKKEEPING", bookkeeping));
    }
  }

  @Test
  void eachTargetIsDoneExactlyOnceByProcessesThatAreKilled() {
    System.out.printf("faults: seed %d%n", SEED);
    Tally tally = new Tally("fleets killed", SCALE == 1 ? 2 : 10 * SCALE);
    List<Tally.Case> cases = new ArrayList<>();
    for (int i = 0; i < tally.total(); i++) {
      boolean shared = i % 2 == 1;
      String fault = "seed %d, fleet %d%s".formatted(SEED, i, shared ? ", shared" : "");
      Random random = new Random(SEED + i);
      cases.add(
          () -> {
            try (FleetKillRound round = new FleetKillRound(directory, shared, random, fault)) {
              tally.add(round.run() == 0);
            }
          });
    }
    tally.run(cases);
  }
}
