package dev.postcar.internal.trace;

import dev.postcar.HintLevel;
import java.util.List;

/**
 * A known hazard: how it is recognised, what it does, and what to do in its place. The docs page,
 * the tests and the output are made of these.
 *
 * @param level how much it matters where nothing is known of the table's size
 * @param blocks what has to wait for it
 * @param matches what is recognised, as the title of its chapter
 * @param problem what happens; {@code %s} stands for what it happens to
 * @param safer what to do in its place
 * @param bad a migration that it fires for, on the tables of {@link Hints#SETUP}
 * @param good migrations that do the same, or serve the same end, and that it does not fire for
 */
record Hint(
    String id,
    HintLevel level,
    Blocks blocks,
    String matches,
    String problem,
    String safer,
    String bad,
    List<String> good,
    Rule rule) {

  /** What has to wait. */
  enum Blocks {
    NOTHING("nothing"),
    WRITES("writes"),
    READS_AND_WRITES("reads and writes");

    private final String text;

    Blocks(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** Recognises a hazard. */
  @FunctionalInterface
  interface Rule {
    /**
     * Looks at one statement of a migration.
     *
     * @param index of the statement, from 0
     * @return what it happens to, once for each; empty where nothing does
     */
    List<Match> matches(MigrationTrace trace, int index);
  }

  /**
   * What a hazard happens to.
   *
   * @param what a name, for people
   * @param table the table that decides by its size how much that matters; null for none
   */
  record Match(String what, Relation table) {

    static List<Match> of(List<Relation> tables) {
      return tables.stream().map(table -> new Match(table.name(), table)).toList();
    }

    /** One for all of them. */
    static List<Match> together(List<Relation> tables) {
      return tables.isEmpty()
          ? List.of()
          : List.of(
              new Match(
                  String.join(", ", tables.stream().map(Relation::name).toList()), tables.get(0)));
    }
  }

  /** What is said of one that was found. */
  String message(Match match) {
    return problem.replace("%s", match.what()) + " Safer: " + safer;
  }
}
