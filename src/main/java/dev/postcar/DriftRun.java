package dev.postcar;

import dev.postcar.history.History;
import dev.postcar.history.Recorded;
import dev.postcar.plan.Rebuilding;
import dev.postcar.run.Connections;
import dev.postcar.run.Operation;
import dev.postcar.schema.CatalogSnapshot;
import dev.postcar.schema.Drift;
import dev.postcar.schema.LiveSchema;
import dev.postcar.schema.Rebuild;
import dev.postcar.schema.ScratchDatabase;
import dev.postcar.schema.ScratchOptions;
import dev.postcar.source.Migrations;
import java.util.List;

/** Compares a live schema with the one that its applied migrations build on a scratch database. */
record DriftRun(Scratch scratch, Operation operation, Migrations migrations) {

  DriftResult result(Drift drift) {
    LiveSchema live = LiveSchema.read(scratch.target(), operation::read, options().namespace);
    Rebuild rebuild = rebuild(live.recorded());
    ScratchOptions like = scratch.like(rebuild.texts()).runBy(rebuild.runners());
    CatalogSnapshot expected = scratch.asOne(() -> built(like, rebuild, live));
    return new DriftResult(drift.between(expected, live.catalog())).orFindings();
  }

  private Rebuild rebuild(Recorded recorded) {
    List<Rebuilding.Part> parts =
        Rebuilding.parts(recorded, migrations.loaded(), operation::storedForward);
    History history = new History(options().namespace);
    return new Rebuild(operation, recorded, parts, history, options().role);
  }

  private CatalogSnapshot built(ScratchOptions like, Rebuild rebuild, LiveSchema live) {
    try (ScratchDatabase database = ScratchDatabase.open(like);
        Connections there = Connections.kept(database.jdbcUrl(), database.properties())) {
      scratch.restoreOn(there);
      rebuild.on(database, role -> scratch.openAs(role, there), options().searchPath);
      scratch.endIfInterrupted();
      return live.like(database);
    }
  }

  private Options options() {
    return scratch.options();
  }
}
