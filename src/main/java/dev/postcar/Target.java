package dev.postcar;

import java.util.Objects;

/**
 * How far an operation goes, and whether it stays.
 *
 * @param kind how far
 * @param id the migration it speaks of, for {@link Kind#TO} and {@link Kind#ONLY}; otherwise null
 * @param steps how many migrations, for {@link Kind#STEPS}; otherwise 0
 * @param mode in which transactions
 */
public record Target(Kind kind, String id, int steps, Mode mode) {

  /** How far an operation goes. */
  public enum Kind {
    /** As far as is usual: everything pending for a migrate, one migration for a rollback. */
    USUAL,
    /** Up to a migration: a migrate includes it, a rollback keeps it. */
    TO,
    /** A number of migrations. */
    STEPS,
    /** Everything. */
    ALL,
    /** One migration and no other. */
    ONLY
  }

  /** In which transactions an operation runs. */
  public enum Mode {
    /** Each migration in its own. */
    EACH,
    /** All in one. */
    SINGLE_TRANSACTION,
    /** All in one, which is then rolled back. */
    DRY_RUN
  }

  /** Checks that nothing is missing. */
  public Target {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(mode, "mode");
  }

  /**
   * As far as is usual: everything pending for a migrate, one migration for a rollback.
   *
   * @return the target
   */
  public static Target usual() {
    return new Target(Kind.USUAL, null, 0, Mode.EACH);
  }

  /**
   * Up to a migration: a migrate includes it, a rollback keeps it.
   *
   * @param id any unambiguous form of its name; not null
   * @return the target
   */
  public static Target to(String id) {
    return new Target(Kind.TO, Objects.requireNonNull(id, "id"), 0, Mode.EACH);
  }

  /**
   * A number of migrations.
   *
   * @param count how many, at least 1
   * @return the target
   * @throws PostcarException.Configuration if the number is less than 1
   */
  public static Target steps(int count) {
    if (count < 1) {
      throw new PostcarException.Configuration("steps must be 1 or more, not " + count + ".");
    }
    return new Target(Kind.STEPS, null, count, Mode.EACH);
  }

  /**
   * Everything.
   *
   * @return the target
   */
  public static Target all() {
    return new Target(Kind.ALL, null, 0, Mode.EACH);
  }

  /**
   * One migration and no other.
   *
   * @param id any unambiguous form of its name; not null
   * @return the target
   */
  public static Target only(String id) {
    return new Target(Kind.ONLY, Objects.requireNonNull(id, "id"), 0, Mode.EACH);
  }

  /**
   * The same distance, all in one transaction.
   *
   * @return the target
   */
  public Target singleTransaction() {
    return new Target(kind, id, steps, Mode.SINGLE_TRANSACTION);
  }

  /**
   * The same distance, all in one transaction that is rolled back at the end.
   *
   * @return the target
   */
  public Target dryRun() {
    return new Target(kind, id, steps, Mode.DRY_RUN);
  }
}
