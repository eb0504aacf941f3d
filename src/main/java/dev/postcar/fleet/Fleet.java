package dev.postcar.fleet;

import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.fleet.FleetRun;
import dev.postcar.internal.fleet.FleetSettings;
import dev.postcar.internal.fleet.TargetOperation;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.FleetResult;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * The same operation on many databases, or many schemas of some: several at a time, each target
 * under its own lock and with its own history.
 *
 * <p>The migrations are loaded once, and their instances are used by several threads at the same
 * time, as are hooks: keep no state in their fields. What fails on one target is in the result, and
 * thrown is only what keeps the whole from beginning. To be used by one thread at a time, but
 * {@link #drain} by any.
 */
public final class Fleet {

  private final List<FleetTarget> targets;
  private final Config config;
  private int parallel = 8;
  private int perServer = 4;
  private int canary;
  private BooleanSupplier goOn;
  private int maxFailures;
  private boolean groupsInTurn = true;
  private boolean shared;
  private UnaryOperator<String> passwords;
  private Duration waitForDatabase = Duration.ZERO;
  private volatile FleetRun running;

  /**
   * Postcar's own; use {@code Postcar.fleet}.
   *
   * @param targets in the order in which they are started
   * @param config what each operation is configured with
   */
  public Fleet(List<FleetTarget> targets, Config config) {
    this.targets = List.copyOf(targets);
    this.config = config;
  }

  /**
   * How many targets at a time.
   *
   * @param targets 1 or more; 8 by default
   * @return this
   */
  public Fleet parallel(int targets) {
    parallel = targets;
    return this;
  }

  /**
   * How many targets at a time on one server.
   *
   * @param targets 1 or more; 4 by default
   * @return this
   */
  public Fleet perServer(int targets) {
    perServer = targets;
    return this;
  }

  /**
   * How many targets come first: the rest is started only if all of them are done.
   *
   * @param targets 0 (the default) for none
   * @return this
   */
  public Fleet canary(int targets) {
    canary = targets;
    return this;
  }

  /**
   * Asked after the canaries whether to go on with the rest.
   *
   * @param goOn true for yes; without it (the default) it goes on
   * @return this
   */
  public Fleet thenAsk(BooleanSupplier goOn) {
    this.goOn = goOn;
    return this;
  }

  /**
   * How many targets may fail or be refused before no other is started.
   *
   * @param failures 0 by default
   * @return this
   */
  public Fleet maxFailures(int failures) {
    maxFailures = failures;
    return this;
  }

  /**
   * Says whether a group begins only when the one before it has ended.
   *
   * @param inTurn true by default
   * @return this
   */
  public Fleet groupsInTurn(boolean inTurn) {
    groupsInTurn = inTurn;
    return this;
  }

  /**
   * Says whether all schemas of a database have one bookkeeping, or each its own.
   *
   * @param shared false by default: that of schema {@code acme} is in {@code _postcar_acme}
   * @return this
   */
  public Fleet sharedBookkeeping(boolean shared) {
    this.shared = shared;
    return this;
  }

  /**
   * How long each target waits for a server that refuses, starts up or is full.
   *
   * @param wait zero by default: such a server is tried again once all others are done
   * @return this
   */
  public Fleet waitForDatabase(Duration wait) {
    waitForDatabase = wait;
    return this;
  }

  /**
   * Asked for the password of each target by its name, right before it is connected to.
   *
   * @param passwords null, or null as an answer, for the one that the target has
   * @return this
   */
  public Fleet passwords(UnaryOperator<String> passwords) {
    this.passwords = passwords;
    return this;
  }

  /**
   * Applies on each target what is pending there. One counts as done only when its history was read
   * again and says so.
   *
   * @param target how far
   * @return what has become of each
   * @throws PostcarException.Configuration if the fleet has no target, or two of the same name
   * @throws PostcarException.Source if the migrations cannot be loaded
   */
  public FleetResult migrate(Target target) {
    return run(TargetOperation.migrate(target));
  }

  /**
   * Undoes on each target what was applied after a migration.
   *
   * @param target how far
   * @return what has become of each
   * @throws PostcarException as {@link #migrate(Target)}
   */
  public FleetResult rollback(Target target) {
    return run(TargetOperation.rollback(target));
  }

  /**
   * Says of each target what {@link #migrate(Target)} would do; writes nothing and takes no lock.
   *
   * @param target how far
   * @return what would be done, as findings
   * @throws PostcarException as {@link #migrate(Target)}
   */
  public FleetResult plan(Target target) {
    return run(TargetOperation.plan(target));
  }

  /**
   * Says of each target what is not as it should be; writes nothing and takes no lock.
   *
   * @return what is pending, interrupted, changed or missing, as findings
   * @throws PostcarException as {@link #migrate(Target)}
   */
  public FleetResult status() {
    return run(TargetOperation.status());
  }

  /**
   * Verifies the migrations on scratch databases that are like each target.
   *
   * @param options which migrations, and how strictly
   * @return what was found
   * @throws PostcarException as {@link #migrate(Target)}
   */
  public FleetResult verify(VerifyOptions options) {
    return run(TargetOperation.verify(options));
  }

  /**
   * Compares the schema of each target with the one that its applied migrations build.
   *
   * @param ignored objects that may differ, such as {@code "audit.*"}
   * @return what differs, as findings
   * @throws PostcarException as {@link #migrate(Target)}
   */
  public FleetResult drift(String... ignored) {
    return run(TargetOperation.drift(ignored));
  }

  /**
   * Moves the history of each schema to where {@link #sharedBookkeeping(boolean)} has it, each in
   * one transaction.
   *
   * @return what has become of each; nothing where it is there already
   * @throws PostcarException as {@link #migrate(Target)}
   */
  public FleetResult moveBookkeeping() {
    return run(TargetOperation.moveBookkeeping());
  }

  /**
   * Waits until each target answers and has nothing pending.
   *
   * @param limit how long at most for each; zero looks once
   * @return what is still to be done, as findings
   * @throws PostcarException as {@link #migrate(Target)}
   */
  public FleetResult await(Duration limit) {
    return run(TargetOperation.await(limit));
  }

  private FleetResult run(TargetOperation operation) {
    FleetSettings settings =
        new FleetSettings(
            parallel,
            perServer,
            canary,
            goOn,
            maxFailures,
            groupsInTurn,
            shared,
            passwords,
            waitForDatabase);
    FleetRun run = new FleetRun(targets, config, settings, operation);
    running = run;
    try {
      return run.run();
    } finally {
      running = null;
    }
  }

  /**
   * Starts no other target; those under way come to their end. May be called by any thread.
   *
   * @param signal the number of the signal that asked for it; 2 for Ctrl-C
   * @return false if nothing is under way
   */
  public boolean drain(int signal) {
    FleetRun run = running;
    if (run != null) {
      run.drain(signal);
    }
    return run != null;
  }
}
