package dev.postcar.internal.operation;

import dev.postcar.Event;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.Version;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.monitor.Pace;
import dev.postcar.internal.restore.Restore;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.scratch.ScratchOptions;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.Migrations;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes scratch databases that are like the target, if there is one, and works on them. */
final class Scratch {

  private final Connections target;
  private final Config config;
  private final Interruption interruption;
  private Pace pace;
  private long done;
  private long total;

  Scratch(Connections target, Config config, Interruption interruption) {
    this.target = target;
    this.config = config;
    this.interruption = interruption;
  }

  Connections target() {
    return target;
  }

  Config config() {
    return config;
  }

  /** How to work there; only warnings and how far it is are passed on. */
  Config there() {
    Reporter reporter = config.reporter();
    return config.onScratch(
        event -> {
          boolean own = event instanceof Event.Progress progress && progress.id() == null;
          if (own || event instanceof Event.Warning) {
            reporter.on(event);
          } else if (event instanceof Event.MigrationFinished && pace != null) {
            reporter.on(pace.at(++done, total));
          }
        });
  }

  /**
   * From now on it is reported how many migrations have run there.
   *
   * @param doing such as {@code drift: building the schema}
   */
  void count(String doing, int all) {
    pace = new Pace(null, doing, "");
    done = 0;
    total = all;
  }

  /** Says what is done now. */
  void tell(String doing) {
    config.reporter().on(new Event.Phase(doing));
  }

  /** Makes one in which all that the migrations say can run. */
  ScratchDatabase open(Migrations migrations) {
    return open(migrations.loaded());
  }

  /** The same for some of them. */
  ScratchDatabase open(List<AvailableMigration> migrations) {
    List<String> texts =
        migrations.stream()
            .flatMap(one -> Stream.of(one.forwardSql(), one.rollbackSql()))
            .filter(Objects::nonNull)
            .toList();
    return open(like(texts));
  }

  /** Makes one like that. */
  ScratchDatabase open(ScratchOptions like) {
    tell(like.server() == null ? "starting the scratch server" : "creating the scratch database");
    ScratchDatabase made = ScratchDatabase.open(like);
    if (config.schema() != null) {
      made.createSchema(config.schema());
    }
    return made;
  }

  /** What one is like that takes over from the target what it can, and the role. */
  ScratchOptions like(List<String> texts) {
    Consumer<String> note = line -> config.reporter().on(new Event.Warning(line));
    return ScratchOptions.of(config.scratch(), config.role(), texts, note)
        .like(target)
        .inZone(config.timeZone());
  }

  /** Works on the same migrations there. */
  OperationContext on(ScratchDatabase scratch, Migrations loaded) {
    return on(scratch, loaded, there());
  }

  OperationContext on(ScratchDatabase scratch, Migrations loaded, Config config) {
    Connections there = Connections.kept(scratch.jdbcUrl(), scratch.properties());
    return new OperationContext(
        there, config, MigrationSource.of(loaded, config, there), interruption);
  }

  OpenDatabase openAs(String role, Connections there) {
    Config config = there().with(Setting.ROLE, role);
    return new OpenDatabase(there, config, Version.text(), config.reporter(), interruption);
  }

  /** What the migrations began on, if that was a dump. */
  void restoreOn(Connections there) {
    if (config.restoreFirst() != null) {
      try (OpenDatabase operation = openAs(config.role(), there)) {
        Restore.of(operation, config.restoreFirst(), there().reporter());
      }
    }
  }

  void restoreConfigured(ScratchDatabase database) {
    try (Connections there = Connections.kept(database.jdbcUrl(), database.properties())) {
      restoreOn(there);
    }
  }

  Interruption interruption() {
    return interruption;
  }

  void endIfInterrupted() {
    interruption.endIfRequested("Interrupted.");
  }

  /** What is made of several operations is interrupted as one, and leaves nothing. */
  <T> T asOne(Supplier<T> work) {
    return asOne("The scratch database was removed; nothing else was touched.", work);
  }

  /**
   * The same where something else was touched.
   *
   * @param state what is said of it
   */
  <T> T asOne(String state, Supplier<T> work) {
    interruption.begin();
    try {
      return work.get();
    } catch (PostcarException.Interrupted e) {
      throw new PostcarException.Interrupted(
          "Interrupted. " + state, interruption.signal(), e, null);
    } finally {
      interruption.end();
    }
  }

  /** Names what a server that is newer than the newest known has, and nobody compares. */
  void warnOfUnread(List<String> unread) {
    if (!unread.isEmpty()) {
      config
          .reporter()
          .on(
              new Event.Warning(
                  "this PostgreSQL is newer than the newest that postcar knows; not compared: "
                      + String.join(", ", unread)));
    }
  }
}
