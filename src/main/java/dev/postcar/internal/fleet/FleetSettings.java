package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * How a fleet is worked through.
 *
 * @param parallel how many targets at a time
 * @param perServer how many of them on one server
 * @param canary how many come first
 * @param goOn asked after them whether to go on; null for yes
 * @param maxFailures after how many failures more no other target is started
 * @param groupsInTurn whether a group begins when the one before has ended
 * @param shared whether the schemas of a database have one bookkeeping
 * @param passwords asked for the password of a target by its name; null for its own
 * @param waitForDatabase how long to wait for a server that refuses, starts up or is full
 */
public record FleetSettings(
    int parallel,
    int perServer,
    int canary,
    BooleanSupplier goOn,
    int maxFailures,
    boolean groupsInTurn,
    boolean shared,
    UnaryOperator<String> passwords,
    Duration waitForDatabase) {

  /** Refuses what cannot be. */
  public FleetSettings {
    refuse("--parallel", parallel, 1);
    refuse("--per-server", perServer, 1);
    refuse("--canary", canary, 0);
    refuse("--max-failures", maxFailures, 0);
  }

  private static void refuse(String name, int number, int least) {
    if (number < least) {
      throw new PostcarException.Configuration(
          "%s must be %d or more, not %d.".formatted(name, least, number));
    }
  }
}
