package dev.postcar.internal.plan;

import dev.postcar.MigrationId;
import dev.postcar.PackageOrder;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.internal.source.Replaced;
import dev.postcar.result.Finding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What can be said of how the migrations stand to each other, without what a database remembers.
 *
 * @param findings what is wrong in any database
 * @param hints what depends on the database
 */
public record MigrationRules(List<Finding> findings, List<Finding> hints) {

  /**
   * Looks for requirements that nothing meets, and for circles.
   *
   * @param available by package in the configured order, by sequence within each
   * @param views the managed views
   * @param packages the packages of this run
   * @param order how packages stand to each other
   * @return what was found
   */
  public static MigrationRules of(
      List<AvailableMigration> available,
      List<AvailableView> views,
      List<String> packages,
      PackageOrder order) {
    MigrationRules soundness = new MigrationRules(new ArrayList<>(), new ArrayList<>());
    List<AvailableMigration> met = soundness.requirements(available, packages);
    Audit audit;
    try {
      audit = Audit.of(met, packages, Recorded.NOTHING, order);
    } catch (PostcarException.Source e) {
      soundness.findings.add(new Finding(null, "circle", e.commandLineMessage()));
      return soundness;
    }
    Map<MigrationId, AvailableView> classes = new LinkedHashMap<>();
    views.forEach(view -> classes.put(view.id(), view));
    try {
      new ViewRules(audit, classes, Set.of()).check();
    } catch (PostcarException.Source e) {
      e.commandLineMessage().lines().map(MigrationRules::ofView).forEach(soundness.findings::add);
    }
    return soundness;
  }

  /** A line may begin with the class that it is about. */
  private static Finding ofView(String line) {
    int colon = line.indexOf(": ");
    return colon < 0 || line.lastIndexOf(' ', colon) >= 0
        ? new Finding(null, "view", line)
        : new Finding(line.substring(0, colon), "view", line.substring(colon + 2));
  }

  /** The same migrations, without the requirements that are not met here. */
  private List<AvailableMigration> requirements(
      List<AvailableMigration> available, List<String> packages) {
    Set<MigrationId> known = new HashSet<>();
    for (AvailableMigration migration : available) {
      known.add(migration.id());
      migration.replaces().stream().map(Replaced::id).forEach(known::add);
    }
    List<AvailableMigration> met = new ArrayList<>();
    for (AvailableMigration migration : available) {
      for (MigrationId required : migration.requires()) {
        if (!known.contains(required)) {
          unmet(migration, required, packages.contains(required.packageName()));
        }
      }
      met.add(migration.requiring(migration.requires().stream().filter(known::contains).toList()));
    }
    return met;
  }

  private void unmet(AvailableMigration migration, MigrationId required, boolean own) {
    String id = migration.id().toString();
    if (own) {
      findings.add(
          new Finding(
              id, "requires", "it requires " + required + ", which does not exist: fix the name."));
    } else {
      hints.add(
          new Finding(
              id,
              "requires",
              "it requires "
                  + required
                  + ", from a package that is not configured here: it must already be applied."));
    }
  }
}
