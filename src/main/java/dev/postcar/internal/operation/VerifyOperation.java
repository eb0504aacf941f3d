package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.MigrationSelector;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.VerifyResult;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code verify}: goes forward, back and forward again with each migration, or a group, on a
 * scratch database.
 */
public final class VerifyOperation {

  private final Scratch scratch;
  private final Planning planning;
  private final List<AvailableMigration> order;

  private VerifyOperation(Scratch scratch, Planning planning) {
    this.scratch = scratch;
    this.planning = planning;
    this.order = planning.order();
  }

  /** Verifies. */
  public static VerifyResult run(OperationContext context, VerifyOptions options) {
    try (Planning planning = context.load()) {
      return new VerifyOperation(context.scratch(), planning).verify(options);
    }
  }

  private VerifyResult verify(VerifyOptions verification) {
    int only = place(verification.only());
    int last = place(verification.to());
    int from = only < 0 ? Math.max(0, place(verification.from())) : only;
    int to = only >= 0 ? only + 1 : last < 0 ? order.size() : last + 1;
    if (to <= from && !order.isEmpty()) {
      throw new PostcarException.Configuration(
          order.get(to - 1).id() + " runs before " + order.get(from).id() + ": swap them.");
    }
    List<VerifyResult.Verified> verified = new ArrayList<>();
    int start = verification.together() ? afterIrreversible(from, to, verified) : from;
    int size = verification.together() ? Math.max(1, to - start) : 1;
    try {
      scratch.asOne(() -> verified(start, to, size, verified));
    } catch (PostcarException.Interrupted e) {
      throw e.with(new VerifyResult(verified));
    }
    if (!verification.together() && verified.size() < to - from) {
      tell(new Event.Warning(notTried(to - from - verified.size())));
    }
    return new VerifyResult(verified).orFindings(verification.strict());
  }

  private int place(String id) {
    List<MigrationId> ids = order.stream().map(AvailableMigration::id).toList();
    return id == null ? -1 : ids.indexOf(MigrationSelector.select(id, ids));
  }

  /** A group goes back as far as it can: those that cannot are said before. */
  private int afterIrreversible(int from, int to, List<VerifyResult.Verified> verified) {
    int start = from;
    for (int i = from; i < to; i++) {
      start = order.get(i).reversible() ? start : i + 1;
    }
    for (AvailableMigration one : order.subList(from, start)) {
      if (!one.reversible()) {
        add(
            VerifyGroup.of(List.of(one))
                .verified(VerifyResult.Outcome.IRREVERSIBLE, List.of(), List.of()),
            verified);
      }
    }
    return start;
  }

  private void add(VerifyResult.Verified one, List<VerifyResult.Verified> verified) {
    verified.add(one);
    tell(new Event.Verified(one));
  }

  private List<VerifyResult.Verified> verified(
      int from, int to, int size, List<VerifyResult.Verified> verified) {
    Config config = scratch.config();
    try (LiveRows rows = new LiveRows(scratch.target(), config);
        ScratchDatabase database = scratch.open(order.subList(0, to));
        RoundTrip trip =
            new RoundTrip(
                database,
                () -> scratch.on(database, planning.migrations()),
                order,
                config.namespace(),
                config.restoreFirst(),
                rows)) {
      scratch.tell("verify: running the migrations before");
      if (size > 1) {
        scratch.count("verify", from + 3 * size);
      }
      Pace pace = new Pace(null, "verify", "migrations");
      trip.run(
          from,
          to,
          size,
          index -> {
            scratch.endIfInterrupted();
            tell(pace.at(index - from, to - from));
          },
          one -> add(one, verified));
      scratch.warnOfUnread(trip.now().unread());
      return verified;
    }
  }

  private void tell(Event event) {
    scratch.config().reporter().on(event);
  }

  private static String notTried(int count) {
    return "not tried, because they come after a migration that does not run: "
        + count
        + (count == 1 ? " migration" : " migrations");
  }
}
