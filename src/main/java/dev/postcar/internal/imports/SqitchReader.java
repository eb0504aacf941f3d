package dev.postcar.internal.imports;

import dev.postcar.PostcarException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sqitch: the changes of its plan, in their order. */
final class SqitchReader {

  private static final Pattern CHANGE =
      Pattern.compile(
          "^\\s*([+-]?)\\s*([^\\s\\[@%#+-][^\\s\\[]*)\\s*(?:\\[([^\\]]*)\\])?\\s*(\\d{4}-\\d\\d-\\d\\dT\\S+.*)?$");
  private static final Pattern TAG = Pattern.compile("^\\s*@(\\S+).*");

  private SqitchReader() {}

  /** A change of the plan. */
  private record Change(String name, int line, List<String> tagsBehind) {}

  static void read(ForeignFolder folder) {
    List<ForeignFile> plans = folder.files("(?:.*/)?sqitch\\.plan");
    if (plans.isEmpty()) {
      throw new PostcarException.Configuration(
          "There is no sqitch.plan in this directory. Next: name the directory that has it.");
    }
    for (ForeignFile plan : plans) {
      String place = plan.name().substring(0, plan.name().length() - "sqitch.plan".length());
      List<Change> changes = changes(folder, plan);
      for (int i = 0; i < changes.size(); i++) {
        add(folder, plan, place, changes, i);
      }
    }
    folder.leaveOut("(?:.*/)?verify/.*\\.sql", "postcar verifies by itself: \"postcar verify\"");
    for (ForeignFile file : folder.files("(?:.*/)?(deploy|revert)/.*\\.sql")) {
      boolean used =
          folder.project().migrations().stream()
              .anyMatch(
                  one ->
                      one.file().name().equals(file.name())
                          || one.rollbackFile().name().equals(file.name()));
      if (!used) {
        folder.project().leftOut(file, 1, "no change of the plan names it");
      }
    }
  }

  private static List<Change> changes(ForeignFolder folder, ForeignFile plan) {
    List<Change> changes = new ArrayList<>();
    int number = 0;
    for (String line : plan.lines()) {
      number++;
      String bare = line.replaceFirst("#.*", "").strip();
      Matcher change = CHANGE.matcher(bare);
      Matcher tag = TAG.matcher(bare);
      boolean empty = bare.isEmpty() || bare.startsWith("%");
      if (tag.matches()) {
        changes.forEach(one -> one.tagsBehind().add(tag.group(1)));
      } else if (!empty && !change.matches()) {
        folder.project().noForm(plan, number, "this line of the plan is not understood");
      } else if (!empty && change.group(1).equals("-")) {
        folder.project().noForm(plan, number, "it reverts a change within the plan");
      } else if (!empty) {
        changes.add(new Change(change.group(2), number, new ArrayList<>()));
      }
    }
    return changes;
  }

  private static void add(
      ForeignFolder folder, ForeignFile plan, String place, List<Change> changes, int index) {
    Change change = changes.get(index);
    // A change that is reworked later has kept its files under the next tag.
    boolean reworked =
        changes.subList(index + 1, changes.size()).stream()
            .anyMatch(later -> later.name().equals(change.name()));
    String file = change.name();
    if (reworked && !change.tagsBehind().isEmpty()) {
      file += "@" + change.tagsBehind().get(0);
    }
    Optional<ForeignFile> deploy = folder.file(place + "deploy/" + file + ".sql");
    if (deploy.isEmpty()) {
      folder
          .project()
          .noForm(plan, change.line(), "there is no " + place + "deploy/" + file + ".sql");
      return;
    }
    ForeignMigration one =
        new ForeignMigration(
            change.name(),
            "",
            change.name().replace('/', ' '),
            deploy.get().text(),
            null,
            true,
            deploy.get(),
            1,
            deploy.get(),
            1);
    folder
        .project()
        .add(
            folder.file(place + "revert/" + file + ".sql").map(one::undoneBy).orElse(one),
            new OldScript(deploy.get(), null));
  }
}
