package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.SettingsLoader;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.rehearse.RehearseRun;
import dev.postcar.internal.run.OpenDatabase;
import dev.postcar.internal.scratch.ScratchDatabase;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.options.RehearseOptions;
import dev.postcar.result.RehearseResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A rehearsal on a clone of a database.
 *
 * @param all steps that run, from an empty database on
 * @param asked those of them that are measured where they are pending
 */
record CloneRehearsal(
    OperationContext context,
    Planning planning,
    List<Step> all,
    List<Step> asked,
    RehearseOptions options) {

  /** The clone is changed; a quiet run on a scratch database finds out which tables are touched. */
  RehearseResult run() {
    RehearseOptions.Data data = options.data();
    ConnectionSettings settings = SettingsLoader.ofProgram(data.database(), "--database");
    try (Connections clone =
        Connections.to(settings.jdbcUrl(), settings.driverProperties(), Duration.ZERO)) {
      String name = CloneGuard.refuse(clone, context.connections(), data.confirmed());
      Set<MigrationId> left = pendingIn(clone);
      List<Step> measured =
          new ArrayList<>(asked.stream().filter(step -> left.contains(step.id())).toList());
      List<Step> base = all.stream().filter(step -> !measured.contains(step)).toList();
      Scratch scratch = context.scratch();
      ScratchRehearsal quiet =
          new ScratchRehearsal(scratch, base, measured, "pending in " + name, options);
      if (measured.isEmpty()) {
        return RehearseOperation.nothing(quiet);
      }
      Set<String> touched;
      try (ScratchDatabase database = scratch.open(planning.migrations())) {
        scratch.restoreConfigured(database);
        touched = quiet.touched(database);
      }
      List<String> notes = new ArrayList<>();
      notes.add("the database " + name + " has changed and its history does not say so: drop it");
      measured.removeIf(step -> step.isCode() && notes.add(leftOut(step)));
      try {
        return new RehearseRun(
                clone, context.config(), options.load(), context.scratch().interruption())
            .run(measured, touched, quiet.selected(), "the rows of " + name, notes);
      } catch (PostcarException.MigrationFailed e) {
        throw onClone(e, name);
      }
    }
  }

  private static String leftOut(Step step) {
    return "left out, as its code may reach other systems: " + step.id();
  }

  private static PostcarException onClone(PostcarException.MigrationFailed e, String name) {
    String state = "State: this was on " + name + "; no other database was touched.";
    return new PostcarException.MigrationFailed(
        e.migration(),
        e.commandLineMessage().replaceFirst("State: .*", state.replace("$", "\\$")),
        e.getCause(),
        null);
  }

  private Set<MigrationId> pendingIn(Connections clone) {
    try (OpenDatabase open =
        new OperationContext(
                clone,
                context.config(),
                MigrationSource.of(planning.migrations(), context.config(), clone),
                new Interruption())
            .open()) {
      return new HashSet<>(planning.pending(open.read()));
    }
  }
}
