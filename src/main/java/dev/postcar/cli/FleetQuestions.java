package dev.postcar.cli;

import dev.postcar.Event;
import dev.postcar.PostcarException;

/** What a person is asked before many targets are changed. */
final class FleetQuestions {

  private FleetQuestions() {}

  /** Whoever types the number has seen it. */
  static void confirm(Call call, String to, int count) {
    Integer given = call.number("--yes-targets");
    if (given == null && call.terminal().interactive()) {
      String answer =
          call.terminal()
              .answer(
                  "This rolls back to %s in %d targets. Type the number of targets to go on: "
                      .formatted(to, count));
      if (String.valueOf(count).equals(answer)) {
        return;
      }
      throw new PostcarException.Configuration("Not confirmed: nothing was changed.");
    }
    if (given == null || given != count) {
      throw new PostcarException.Configuration(
          "This would roll back to %s in %d targets%s.\nState: nothing was changed.\nNext: add --yes-targets %d."
              .formatted(to, count, given == null ? "" : ", not in " + given, count));
    }
  }

  static boolean goesOn(Call call, int count) {
    if (!call.terminal().interactive()) {
      String text = "the canaries are done, and nobody can be asked here: the rest is not started";
      call.console().on(new Event.Warning(text));
      return false;
    }
    return call.terminal()
        .confirms("The canaries are done. Go on with the rest of the " + count + " targets?");
  }
}
