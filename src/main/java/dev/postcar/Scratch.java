package dev.postcar;

import dev.postcar.report.Event;
import dev.postcar.run.Connections;
import dev.postcar.run.Interruption;
import dev.postcar.run.Operation;
import dev.postcar.schema.CatalogSnapshot;
import dev.postcar.schema.Restore;
import dev.postcar.schema.ScratchDatabase;
import dev.postcar.schema.ScratchOptions;
import dev.postcar.source.AvailableMigration;
import dev.postcar.source.Migrations;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Makes scratch databases that are like the target, if there is one, and works on them. */
record Scratch(Connections target, Options options, Interruption interruption) {

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
    return ScratchDatabase.open(like(texts));
  }

  /** What one is like that takes over from the target what it can, and the role. */
  ScratchOptions like(List<String> texts) {
    Consumer<String> note = line -> options.reporter.on(new Event.Warning(line));
    return ScratchOptions.of(options.scratch, options.role, texts, note)
        .like(target)
        .inZone(options.timeZone);
  }

  /** The same migrations there. */
  Postcar on(ScratchDatabase scratch, Migrations loaded) {
    return on(scratch, loaded, options.onScratch());
  }

  Postcar on(ScratchDatabase scratch, Migrations loaded, Options options) {
    Connections there = Connections.kept(scratch.jdbcUrl(), scratch.properties());
    return new Postcar(there, options, interruption, Loader.of(loaded, options, there));
  }

  Operation openAs(String role, Connections there) {
    Options scratch = options.onScratch();
    scratch.role = role;
    return new Operation(there, scratch.run(), Version.text(), scratch.reporter, interruption);
  }

  /** What the migrations began on, if that was a dump. */
  void restoreOn(Connections there) {
    if (options.restoreFirst != null) {
      try (Operation operation = openAs(options.role, there)) {
        Restore.of(operation, options.restoreFirst, options.onScratch().reporter);
      }
    }
  }

  void endIfInterrupted() {
    interruption.endIfRequested("Interrupted.");
  }

  /** What is made of several operations is interrupted as one, and leaves nothing. */
  <T> T asOne(Supplier<T> work) {
    interruption.begin();
    try {
      return work.get();
    } catch (PostcarException.Interrupted e) {
      throw new PostcarException.Interrupted(
          "Interrupted. The scratch database is gone; nothing else was touched.",
          interruption.signal(),
          e,
          null);
    } finally {
      interruption.end();
    }
  }

  /** Names what a server that is newer than the newest known has, and nobody compares. */
  void warnOfUnread(CatalogSnapshot snapshot) {
    if (!snapshot.unread().isEmpty()) {
      options.reporter.on(
          new Event.Warning(
              "this PostgreSQL is newer than the newest that postcar knows; not compared: "
                  + String.join(", ", snapshot.unread())));
    }
  }
}
