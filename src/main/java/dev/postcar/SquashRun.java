package dev.postcar;

import dev.postcar.schema.ScratchDatabase;
import dev.postcar.schema.SquashRehearsal;
import dev.postcar.source.AvailableMigration;
import dev.postcar.source.MigrationSelector;
import dev.postcar.source.Migrations;
import dev.postcar.source.Squash;
import dev.postcar.source.SquashPlan;
import dev.postcar.source.StagedSources;
import java.nio.file.Path;
import java.util.List;

/** Makes one migration out of a run of them, once a scratch database has shown that it may. */
record SquashRun(Scratch scratch, Migrations before, Squash squash) {

  static SquashRun of(Scratch scratch, Migrations before, String from, String to, String name) {
    List<MigrationId> ids = before.known().stream().map(AvailableMigration::id).toList();
    MigrationId first = MigrationSelector.select(from, ids);
    MigrationId last = MigrationSelector.select(to, ids);
    Squash squash = SquashPlan.of(scratch.options().source(), before.loaded(), first, last, name);
    return new SquashRun(scratch, before, squash);
  }

  SquashResult make() {
    scratch.asOne(this::rehearsed);
    squash.change().make();
    return new SquashResult(
        squash.id().toString(),
        squash.file().toString(),
        squash.replaced().stream().map(MigrationId::toString).toList(),
        squash.rollbackSql() != null,
        squash.irreversible().stream().map(MigrationId::toString).toList(),
        squash.rewritten().stream().map(Path::toString).toList());
  }

  private Squash rehearsed() {
    try (StagedSources staged = squash.change().stage()) {
      Options there = scratch.options().onScratch();
      there.sources = staged.roots();
      there.cache = null;
      try (Migrations after = staged.load(there.source())) {
        squash.check(after.loaded());
        List<AvailableMigration> order = new Planning(after, scratch.options()).order();
        try (ScratchDatabase database = scratch.open(before)) {
          new SquashRehearsal(database, squash, there.namespace)
              .run(
                  () -> scratch.on(database, before),
                  () -> scratch.on(database, after, there),
                  order.stream().map(AvailableMigration::id).toList());
        }
      }
      return squash;
    }
  }
}
