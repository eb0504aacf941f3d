package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.plan.Audit;
import dev.postcar.internal.plan.SquashGuard;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.MigrationSelector;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.internal.source.edit.Squash;
import dev.postcar.internal.source.edit.SquashPlan;
import dev.postcar.internal.source.edit.StagedSources;
import dev.postcar.options.SquashOptions;
import dev.postcar.result.SquashResult;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code squash}: makes one migration out of a run of them, once a scratch database has shown that
 * it may.
 */
public final class SquashOperation {

  private final Scratch scratch;
  private final Migrations before;
  private final Squash squash;

  private SquashOperation(Scratch scratch, Migrations before, Squash squash) {
    this.scratch = scratch;
    this.before = before;
    this.squash = squash;
  }

  /** Replaces those from one to another by a new one. */
  public static SquashResult run(OperationContext context, SquashOptions options) {
    try (Planning planning = context.load()) {
      Migrations before = planning.migrations();
      List<MigrationId> ids = before.known().stream().map(AvailableMigration::id).toList();
      MigrationId first = MigrationSelector.select(options.from(), ids);
      MigrationId last = MigrationSelector.select(options.to(), ids);
      SourceRequest request = SourceRequest.of(context.config());
      Squash squash = SquashPlan.of(request, before.loaded(), first, last, options);
      if (context.connections().hasDatabase()) {
        try (OpenDatabase database = context.open()) {
          Audit audit = planning.audit(before.loaded(), database.read());
          SquashGuard.refuse(audit, squash.replaced());
        }
      }
      return new SquashOperation(context.scratch(), before, squash).make();
    }
  }

  private SquashResult make() {
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
    scratch.tell("squash: compiling the new sources");
    try (StagedSources staged = squash.change().stage()) {
      Config there =
          scratch.there().with(Setting.SOURCES, staged.roots()).with(Config.Given.CACHE, null);
      try (Migrations after = staged.load(SourceRequest.of(there))) {
        squash.check(after.loaded());
        List<AvailableMigration> order = new Planning(after, scratch.config()).order();
        try (ScratchDatabase database = scratch.open(before)) {
          scratch.count("squash: trying it", before.known().size() + order.size());
          new SquashRehearsal(database, squash, there.namespace())
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
