package dev.postcar;

/**
 * One step of a schema's history: SQL that takes the database forward and, where that is possible,
 * SQL that takes it back.
 *
 * <p>A migration class is public, has a public constructor without parameters, and is named {@code
 * M} + at least four digits + {@code _} + words, for example {@code M0001_Init}. Both methods are
 * called more than once and must return the same text each time.
 */
public abstract class Migration {

  /** For subclasses. */
  protected Migration() {}

  /**
   * Returns the SQL that applies this migration: one or more statements, sent to the server as they
   * are.
   *
   * @return the SQL; neither null nor blank
   */
  public abstract String forward();

  /**
   * Returns the SQL that undoes {@link #forward()}.
   *
   * @return the SQL, not blank; or null (the default) where the migration cannot be undone
   */
  public String rollback() {
    return null;
  }
}
