package dev.postcar.faults;

import java.util.List;

/**
 * A command line of the sweep, and what comes before it.
 *
 * @param name for the table and a replay
 * @param kind what is expected at its end
 * @param sources the migrations
 * @param prepared what has been run on the database before
 * @param args the command line
 * @param again what an operator runs who was told nothing, as after a kill
 * @param pooled whether it goes through PgBouncer
 */
record Scenario(
    String name,
    Kind kind,
    SweepPackage sources,
    List<Prepared> prepared,
    List<String> args,
    List<String> again,
    boolean pooled) {

  /** What a command does. */
  enum Kind {
    FORWARD,
    BACK,
    /** It records, or goes on with one migration. */
    SINGLE,
    RESTORE
  }

  /**
   * A run on the database that the scenario begins with.
   *
   * @param sources the migrations as they were then
   * @param args the command line; it may fail
   */
  record Prepared(SweepPackage sources, List<String> args) {}

  /** Whether it touches what all databases of the server share: one run at a time. */
  boolean isExclusive() {
    return !sources.before().isEmpty();
  }

  boolean isBack() {
    return kind == Kind.BACK;
  }

  Scenario throughPooler() {
    return new Scenario(name + ", pooled", kind, sources, prepared, args, again, true);
  }

  @Override
  public String toString() {
    return name;
  }
}
