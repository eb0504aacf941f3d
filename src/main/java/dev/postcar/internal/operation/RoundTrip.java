package dev.postcar.internal.operation;

import dev.postcar.Dump;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import dev.postcar.internal.catalog.CatalogDiff;
import dev.postcar.internal.catalog.CatalogRows;
import dev.postcar.internal.catalog.CreationTime;
import dev.postcar.internal.catalog.DroppedObjects;
import dev.postcar.internal.catalog.RepeatedReading;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.scratch.ScratchLimit;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.sql.DropTarget;
import dev.postcar.result.VerifyResult.Difference;
import dev.postcar.result.VerifyResult.Outcome;
import dev.postcar.result.VerifyResult.Verified;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Goes forward, back and forward again with each migration, or a group, on a scratch database, and
 * compares the catalog.
 *
 * <p>After a fault the next migration begins where forwards alone lead, so that a fault is blamed
 * once.
 */
final class RoundTrip implements AutoCloseable {

  private static final String FORWARD = "forward";
  private static final String ROLLBACK = "rollback";
  private static final String SECOND_FORWARD = "second forward";

  private final ScratchDatabase scratch;
  private final Supplier<OperationContext> there;
  private final List<AvailableMigration> order;
  private final Set<String> excluded;
  private final Dump dump;
  private final LiveRows rows;
  private OperationContext postcar;
  private Planning planning;
  private OpenDatabase database;
  private Connection connection;
  private RepeatedReading reading;
  private CatalogRows now;
  private ScratchDatabase kept;
  private int keptUpTo;

  /**
   * A round trip that has not started.
   *
   * @param scratch an empty database
   * @param there makes what works on it, with these migrations
   * @param namespace the bookkeeping's schema, which is not compared
   * @param dump what the migrations begin on; null for an empty database
   * @param rows says how many rows a rollback would drop
   */
  RoundTrip(
      ScratchDatabase scratch,
      Supplier<OperationContext> there,
      List<AvailableMigration> order,
      String namespace,
      Dump dump,
      LiveRows rows) {
    this.scratch = scratch;
    this.there = there;
    this.order = List.copyOf(order);
    this.excluded = Set.of(namespace);
    this.dump = dump;
    this.rows = rows;
  }

  /**
   * Verifies some of the migrations; those before are only run.
   *
   * @param size how many go forward and back together
   * @param starting called with the place of each that starts
   * @param found called with the result of each; of none after the first whose forward SQL fails
   * @throws PostcarException as a migrate on the scratch database throws it
   */
  public void run(int from, int to, int size, IntConsumer starting, Consumer<Verified> found) {
    try {
      start(from);
      for (int i = from; i < to; i += size) {
        starting.accept(i);
        Verified one = verify(i, i + size);
        found.accept(one);
        if (one.result() == Outcome.FAILED && phase(one).equals(FORWARD)) {
          break;
        }
      }
    } catch (SQLException e) {
      throw new PostcarException.Connection(
          "The catalog of the scratch database cannot be read: " + ServerSaid.of(e) + ".", e);
    }
  }

  /** The catalog as it was read last; null before the first {@link #run}. */
  public CatalogRows now() {
    return now;
  }

  private static String phase(Verified one) {
    return one.differences().get(0).phase();
  }

  private Verified verify(int from, int to) throws SQLException {
    List<AvailableMigration> group = order.subList(from, to);
    VerifyGroup names = VerifyGroup.of(group);
    CatalogRows before = now;
    try {
      MigrateOperation.run(planning, database, Target.to(names.last()));
    } catch (PostcarException.MigrationFailed e) {
      return names.verified(Outcome.FAILED, List.of(error(FORWARD, e, names)), List.of());
    }
    now = snapshot();
    if (!group.stream().allMatch(AvailableMigration::reversible)) {
      return names.verified(Outcome.IRREVERSIBLE, List.of(), List.of());
    }
    Target back =
        group.size() == 1
            ? Target.only(names.last())
            : from == 0 ? Target.all() : Target.to(order.get(from - 1).id().toString());
    Verified verified = thereAndBack(names, back, before, now);
    if (verified.result() != Outcome.OK && verified.result() != Outcome.CREATION_TIME) {
      start(to);
    }
    return names.judged(verified);
  }

  private Verified thereAndBack(
      VerifyGroup names, Target back, CatalogRows before, CatalogRows after) throws SQLException {
    try {
      RollbackOperation.run(planning, database, back);
    } catch (PostcarException.MigrationFailed e) {
      return names.verified(Outcome.FAILED, List.of(error(ROLLBACK, e, names)), List.of());
    }
    CatalogRows undone = snapshot();
    List<DropTarget> drops = DroppedObjects.between(after, undone);
    List<Difference> differences = compare(ROLLBACK, before, undone);
    try {
      MigrateOperation.run(planning, database, Target.to(names.last()));
      Set<String> named = new HashSet<>();
      differences.forEach(one -> named.add(one.object()));
      compare(SECOND_FORWARD, after, snapshot()).stream()
          .filter(one -> !named.contains(one.object()))
          .forEach(differences::add);
    } catch (PostcarException.MigrationFailed e) {
      // What the rollback has left is in its way: that is named already.
      if (differences.isEmpty()) {
        differences.add(error(SECOND_FORWARD, e, names));
      }
    }
    List<Difference> real = new ArrayList<>(differences);
    real.removeIf(
        one ->
            CreationTime.isAll(one.after(), one.before())
                && CreationTime.isAll(one.before(), one.after()));
    return real.isEmpty()
        ? names.verified(
            differences.isEmpty() ? Outcome.OK : Outcome.CREATION_TIME,
            differences,
            rows.of(names.last(), drops))
        : names.verified(Outcome.DIFFERS, real, rows.of(names.last(), drops));
  }

  /** Puts the database where the first so many migrations lead, none of them rolled back ever. */
  private void start(int count) throws SQLException {
    disconnect();
    if (kept != null) {
      scratch.become(kept);
    } else if (now != null) {
      scratch.empty();
    }
    if (kept == null && dump != null) {
      try (OperationContext empty = there.get()) {
        RestoreOperation.run(empty, dump);
      }
    }
    if (count > keptUpTo) {
      try (OperationContext forwards = there.get()) {
        new MigrateOperation(forwards).run(Target.to(order.get(count - 1).id().toString()));
      }
      keep(count);
    }
    postcar = there.get();
    planning = postcar.load();
    database = postcar.open();
    now = snapshot();
  }

  /**
   * A copy saves the next start most of its way; not while what all databases share hangs on it.
   */
  private void keep(int count) {
    if (scratch.hasLeftMarks()) {
      return;
    }
    ScratchDatabase copy = scratch.copy();
    dropKept();
    kept = copy;
    keptUpTo = count;
  }

  private static List<Difference> compare(String phase, CatalogRows before, CatalogRows after) {
    List<Difference> differences = new ArrayList<>();
    for (CatalogDiff.Difference one : CatalogRows.diff(before, after).differences()) {
      differences.add(new Difference(phase, one.object(), one.before(), one.after()));
    }
    return differences;
  }

  private static Difference error(
      String phase, PostcarException.MigrationFailed failure, VerifyGroup names) {
    PostcarException missing = ScratchLimit.in(failure).orElse(null);
    if (missing != null) {
      throw missing;
    }
    String line = failure.commandLineMessage().lines().findFirst().orElse("");
    return new Difference(
        phase, "error", null, names.isOne() ? line.replaceFirst("^.*? failed: ", "") : line);
  }

  private CatalogRows snapshot() throws SQLException {
    if (connection == null) {
      connection = scratch.connect();
      reading = new RepeatedReading(connection, scratch.isSuperusers(), excluded);
    }
    return reading.read();
  }

  private void disconnect() throws SQLException {
    if (database != null) {
      database.close();
      database = null;
    }
    if (planning != null) {
      planning.close();
      planning = null;
    }
    if (postcar != null) {
      postcar.close();
      postcar = null;
    }
    if (connection != null) {
      connection.close();
      connection = null;
    }
  }

  private void dropKept() {
    if (kept != null) {
      kept.close();
      kept = null;
    }
  }

  /** Closes its connection; the database stays. */
  @Override
  public void close() {
    try {
      disconnect();
    } catch (SQLException e) {
      // The database goes away anyhow.
    }
  }
}
