package dev.postcar.maven;

import java.util.List;
import java.util.Set;

/** The goals and their options, for a test beside the command line. */
public final class GoalTable {

  private GoalTable() {}

  /** The names of the goals. */
  public static Set<String> goals() {
    return GoalOptions.ALL.keySet();
  }

  /** The options of a goal. */
  public static List<String> flags(String goal) {
    return GoalOptions.ALL.get(goal).flags();
  }
}
