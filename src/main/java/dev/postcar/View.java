package dev.postcar;

/**
 * A managed view: what is derived from the tables and can be dropped and created again at any time,
 * such as a view, a materialized view or a function.
 *
 * <p>Its class is in the package of the migrations, is public, has a public constructor without
 * parameters, and any name that is not a migration's. After a migrate every active view stands as
 * its class says: active from the migration that {@link Since} names until the one that {@link
 * Until} names is applied, and while every view that it uses is active. Both methods are called
 * more than once and must return the same text each time.
 */
public abstract class View {

  /** For subclasses. */
  protected View() {}

  /**
   * Returns the SQL that creates it: one or more statements, run in one transaction.
   *
   * @return the SQL; neither null nor blank
   */
  public abstract String up();

  /**
   * Returns the SQL that drops what {@link #up()} creates, without {@code cascade}: what uses it
   * was dropped before.
   *
   * @return the SQL; neither null nor blank
   */
  public abstract String down();
}
