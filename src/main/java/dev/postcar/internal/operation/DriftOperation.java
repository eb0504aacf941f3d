package dev.postcar.internal.operation;

import dev.postcar.PostcarException;
import dev.postcar.internal.catalog.CatalogSnapshot;
import dev.postcar.internal.catalog.Drift;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.History;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.RebuildPlanner;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.scratch.ScratchOptions;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.source.Migrations;
import dev.postcar.result.DriftResult;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * {@code drift}: compares a live schema with the one that its applied migrations build on a scratch
 * database.
 */
public final class DriftOperation {

  private final Scratch scratch;
  private final OpenDatabase database;
  private final Migrations migrations;

  private DriftOperation(Scratch scratch, OpenDatabase database, Migrations migrations) {
    this.scratch = scratch;
    this.database = database;
    this.migrations = migrations;
  }

  /** Compares, but for what is to be ignored. */
  public static DriftResult run(OperationContext context, String... ignored) {
    Drift drift = new Drift(List.of(ignored));
    try (Planning planning = context.loadAndConnect();
        OpenDatabase database = context.open()) {
      return new DriftOperation(context.scratch(), database, planning.migrations()).result(drift);
    }
  }

  private DriftResult result(Drift drift) {
    scratch.tell("drift: reading the live schema");
    LiveSchema live = LiveSchema.read(scratch.target(), database::read, config());
    scratch.warnOfUnread(live.catalog().unread());
    Rebuild rebuild = rebuild(live.recorded());
    rebuild.refuseUnvouched(config().trustHistory());
    String owner =
        config().role() != null || config().restoreFirst() != null
            ? config().role()
            : rebuild.first();
    String zone = config().timeZone() != null ? config().timeZone() : live.recorded().timeZone();
    ScratchOptions like =
        scratch.like(rebuild.texts()).runBy(owner, rebuild.runners()).inZone(zone);
    CatalogSnapshot expected = scratch.asOne(() -> built(like, rebuild, live));
    return drift.between(expected, live.catalog()).orFindings();
  }

  private Rebuild rebuild(Recorded recorded) {
    List<RebuildPlanner.Part> parts =
        RebuildPlanner.parts(recorded, migrations.loaded(), database::storedForward);
    History history = new History(config().namespace(), config().target());
    return new Rebuild(database, recorded, parts, migrations.views(), history, config().role());
  }

  private CatalogSnapshot built(ScratchOptions like, Rebuild rebuild, LiveSchema live) {
    try (ScratchDatabase built = scratch.open(like)) {
      if (rebuild.runsStored() && built.isSuperusers()) {
        throw new PostcarException.Refusal(
            "Refused: the login of --scratch is a superuser, and stored SQL never runs as"
                + " one.\nState: nothing was run.\nNext: use another login, or omit --scratch.");
      }
      try (Connections there = Connections.kept(built.jdbcUrl(), built.properties())) {
        scratch.restoreOn(there);
      }
      scratch.count("drift: building the schema", rebuild.size());
      rebuild.on((role, work) -> as(built, role, work), !built.isPrivate(), config().searchPath());
      scratch.endIfInterrupted();
      scratch.tell("drift: comparing");
      return live.like(built, rebuild.texts());
    }
  }

  private void as(ScratchDatabase built, String role, BiConsumer<OpenDatabase, Connections> work) {
    try (Connections there = Connections.kept(built.jdbcUrl(), built.propertiesOf(role));
        OpenDatabase runs = scratch.openAs(built.isPrivate() ? null : role, there)) {
      work.accept(runs, there);
    }
  }

  private Config config() {
    return scratch.config();
  }
}
