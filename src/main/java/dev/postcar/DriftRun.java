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
import java.util.function.BiConsumer;

/** Compares a live schema with the one that its applied migrations build on a scratch database. */
record DriftRun(Scratch scratch, Operation operation, Migrations migrations) {

  DriftResult result(Drift drift) {
    LiveSchema live = LiveSchema.read(scratch.target(), operation::read, options().namespace);
    scratch.warnOfUnread(live.catalog());
    Rebuild rebuild = rebuild(live.recorded());
    rebuild.refuseUnvouched(options().trustHistory);
    String owner =
        options().role != null || options().restoreFirst != null ? options().role : rebuild.first();
    String zone = options().timeZone != null ? options().timeZone : live.recorded().timeZone();
    ScratchOptions like =
        scratch.like(rebuild.texts()).runBy(owner, rebuild.runners()).inZone(zone);
    CatalogSnapshot expected = scratch.asOne(() -> built(like, rebuild, live));
    return drift.between(expected, live.catalog()).orFindings();
  }

  private Rebuild rebuild(Recorded recorded) {
    List<Rebuilding.Part> parts =
        Rebuilding.parts(recorded, migrations.loaded(), operation::storedForward);
    History history = new History(options().namespace);
    return new Rebuild(operation, recorded, parts, migrations.views(), history, options().role);
  }

  private CatalogSnapshot built(ScratchOptions like, Rebuild rebuild, LiveSchema live) {
    try (ScratchDatabase database = ScratchDatabase.open(like)) {
      if (rebuild.runsStored() && database.isSuperusers()) {
        throw new PostcarException.Refusal(
            "Refused: the login of --scratch is a superuser, and stored SQL never runs as"
                + " one.\nState: nothing was run.\nNext: name another login, or leave out --scratch.");
      }
      try (Connections there = Connections.kept(database.jdbcUrl(), database.properties())) {
        scratch.restoreOn(there);
      }
      rebuild.on(
          (role, work) -> as(database, role, work), !database.isPrivate(), options().searchPath);
      scratch.endIfInterrupted();
      return live.like(database, rebuild.texts());
    }
  }

  private void as(ScratchDatabase database, String role, BiConsumer<Operation, Connections> work) {
    try (Connections there = Connections.kept(database.jdbcUrl(), database.propertiesOf(role));
        Operation runs = scratch.openAs(database.isPrivate() ? null : role, there)) {
      work.accept(runs, there);
    }
  }

  private Options options() {
    return scratch.options();
  }
}
