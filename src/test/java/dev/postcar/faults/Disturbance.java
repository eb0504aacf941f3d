package dev.postcar.faults;

import java.util.List;
import java.util.Random;

/**
 * What happens to a run, and when.
 *
 * @param type what happens
 * @param form how the run is started and read
 * @param share when, as a share of an undisturbed run: of its bytes or of its time
 * @param up in which direction bytes are counted
 * @param away for how many milliseconds the server refuses connections then; {@link #FOR_EVER}
 *     until the run has ended
 * @param again after how many milliseconds it happens a second time; 0 for never
 * @param broken a statement that is put into a migration and fails; null for none
 */
record Disturbance(
    Type type, Form form, double share, boolean up, long away, long again, Broken broken) {

  static final long FOR_EVER = -1;

  /** What happens. */
  enum Type {
    NONE,
    CUT,
    TERMINATE,
    INTERRUPT,
    SIGNAL,
    KILL,
    LOCK,
    TIMEOUT,
    STALL
  }

  /** How the run is started, and its end is read. */
  enum Form {
    TEXT,
    JSON,
    LIBRARY
  }

  /**
   * A statement that fails.
   *
   * @param migration in which
   * @param back in its rollback
   * @param index before which of its statements
   * @param sql the statement
   */
  record Broken(String migration, boolean back, int index, String sql) {

    SweepPackage in(SweepPackage sources) {
      return sources.with(migration, one -> one.with(back, index, sql));
    }
  }

  private static final List<String> FAILING =
      List.of(
          "select 1 / 0",
          "selec 1",
          "select * from nowhere",
          "insert into tally.forward values ('x'), (null), (lower(1))",
          "do $$ begin raise exception 'no'; end $$");

  static Disturbance random(Random random, Baseline baseline) {
    Type type = type(random.nextInt(100));
    boolean pick = random.nextInt(100) < (type == Type.NONE ? 90 : 10);
    Broken broken = pick ? broken(random, baseline) : null;
    Form form = type == Type.SIGNAL || type == Type.KILL ? Form.TEXT : form(random.nextInt(10));
    double share = random.nextDouble();
    boolean up = random.nextBoolean();
    long away = type != Type.CUT ? 0 : away(random, form);
    long again = type == Type.TERMINATE && random.nextBoolean() ? 1 + random.nextInt(40) : 0;
    return new Disturbance(type, form, share, up, away, again, broken);
  }

  private static Type type(int percent) {
    return percent < 42
        ? Type.CUT
        : percent < 58
            ? Type.TERMINATE
            : percent < 69
                ? Type.INTERRUPT
                : percent < 72
                    ? Type.SIGNAL
                    : percent < 77
                        ? Type.KILL
                        : percent < 81
                            ? Type.LOCK
                            : percent < 84 ? Type.TIMEOUT : percent < 87 ? Type.STALL : Type.NONE;
  }

  private static Form form(int tenth) {
    return tenth < 5 ? Form.TEXT : tenth < 7 ? Form.JSON : Form.LIBRARY;
  }

  private static long away(Random random, Form form) {
    int tenth = random.nextInt(10);
    long millis = random.nextLong(50, 550);
    return tenth < 6 ? 0 : tenth < 9 || form != Form.LIBRARY ? millis : FOR_EVER;
  }

  private static Broken broken(Random random, Baseline baseline) {
    boolean back = baseline.scenario().isBack();
    List<SweepMigration> choice =
        baseline.plan().stream()
            .map(baseline.scenario().sources()::named)
            .filter(one -> !one.code())
            .toList();
    if (choice.isEmpty() || baseline.scenario().kind() == Scenario.Kind.SINGLE) {
      return null;
    }
    SweepMigration one = choice.get(random.nextInt(choice.size()));
    int index = random.nextInt((back ? one.back() : one.forward()).size() + 1);
    return new Broken(one.name(), back, index, FAILING.get(random.nextInt(FAILING.size())));
  }
}
