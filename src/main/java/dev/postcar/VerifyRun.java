package dev.postcar;

import dev.postcar.report.Event;
import dev.postcar.schema.RoundTrip;
import dev.postcar.schema.ScratchDatabase;
import dev.postcar.source.AvailableMigration;
import dev.postcar.source.MigrationSelector;
import java.util.ArrayList;
import java.util.List;

/** Goes forward, back and forward again with each migration on a scratch database. */
record VerifyRun(Scratch scratch, Planning planning, List<AvailableMigration> order) {

  static VerifyResult of(Verification verification, Scratch scratch, Planning planning) {
    return new VerifyRun(scratch, planning, planning.order()).verify(verification);
  }

  private VerifyResult verify(Verification verification) {
    int only = place(verification.only());
    int from = only < 0 ? Math.max(0, place(verification.from())) : only;
    int to = only < 0 ? order.size() : only + 1;
    List<VerifyResult.Verified> verified = new ArrayList<>();
    try {
      scratch.asOne(() -> verified(from, to, verified));
    } catch (PostcarException.Interrupted e) {
      throw e.with(new VerifyResult(verified));
    }
    if (verified.size() < to - from) {
      tell(new Event.Warning(notTried(to - from - verified.size())));
    }
    return new VerifyResult(verified).orFindings(verification.strict());
  }

  private int place(String id) {
    List<MigrationId> ids = order.stream().map(AvailableMigration::id).toList();
    return id == null ? -1 : ids.indexOf(MigrationSelector.select(id, ids));
  }

  private List<VerifyResult.Verified> verified(
      int from, int to, List<VerifyResult.Verified> verified) {
    Options options = scratch.options();
    try (ScratchDatabase database = scratch.open(order.subList(0, to));
        RoundTrip trip =
            new RoundTrip(
                database,
                () -> scratch.on(database, planning.migrations()),
                order,
                options.namespace,
                options.restoreFirst)) {
      trip.run(
          from,
          to,
          index -> {
            scratch.endIfInterrupted();
            tell(new Event.Progress(order.get(index).id(), index - from, to - from));
          },
          one -> {
            verified.add(one);
            tell(new Event.Verified(one));
          });
      scratch.warnOfUnread(trip.now());
      return verified;
    }
  }

  private void tell(Event event) {
    scratch.options().reporter.on(event);
  }

  private static String notTried(int count) {
    return "not tried, as they come after one that does not run: "
        + count
        + (count == 1 ? " migration" : " migrations");
  }
}
