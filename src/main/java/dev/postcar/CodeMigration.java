package dev.postcar;

/**
 * A migration that is Java code rather than SQL text: a backfill, a call to another store.
 *
 * <p>The code runs in the migration's transaction, on the connection that {@link Context} hands
 * out. If the class is {@link NonTransactional} it runs outside any, as {@link
 * Context#inBatches(String)} needs it; a row that says <em>started</em> is written before, and if
 * the code fails the migration is interrupted, unless it {@linkplain Compensate compensates}. It
 * can be undone if it overrides {@link #rollback(Context)}.
 *
 * <p>Another store is reached with its own client. What is written there no transaction of
 * PostgreSQL's takes back, so such a migration is NonTransactional and can be run twice:
 *
 * <pre>{@code
 * @NonTransactional
 * @Compensate
 * public class M0016_BookIndex extends CodeMigration {
 *   private final HttpClient search = HttpClient.newHttpClient();
 *
 *   public void forward(Context context) throws Exception {
 *     send("PUT", 200); // creates the index, or finds it there
 *   }
 *
 *   public void rollback(Context context) throws Exception {
 *     send("DELETE", 200, 404);
 *   }
 * }
 * }</pre>
 */
public abstract class CodeMigration extends Migration {

  /** For subclasses. */
  protected CodeMigration() {}

  /**
   * Always null: a code migration has no forward SQL.
   *
   * @return null
   */
  @Override
  public final String forward() {
    return null;
  }

  /**
   * Always null: a code migration has no rollback SQL.
   *
   * @return null
   */
  @Override
  public final String rollback() {
    return null;
  }

  /**
   * Applies this migration.
   *
   * @param context the connection and the means to report; never null
   * @throws Exception whatever goes wrong; the migration then counts as failed
   */
  public abstract void forward(Context context) throws Exception;

  /**
   * Undoes {@link #forward(Context)}. A class that does not override this is irreversible.
   *
   * @param context the connection and the means to report; never null
   * @throws Exception whatever goes wrong; the rollback then counts as failed
   */
  public void rollback(Context context) throws Exception {
    throw new UnsupportedOperationException(getClass().getName() + " has no rollback");
  }

  /**
   * Goes on with this migration after an interruption, where it is {@link NonTransactional}: {@code
   * postcar resume} calls it in place of {@link #forward(Context)}, or of {@link
   * #rollback(Context)} where that was interrupted (see {@link Context#direction()}). A class that
   * does not override this is resumed by running that method again if, up to the interruption, it
   * had used {@link Context#inBatches(String)} and not {@link Context#connection()}. Otherwise it
   * cannot be resumed.
   *
   * @param context the connection and the means to report; never null
   * @throws Exception whatever goes wrong; the migration then stays interrupted
   */
  public void resume(Context context) throws Exception {
    throw new UnsupportedOperationException(getClass().getName() + " has no resume");
  }

  /**
   * Called in place of {@link #forward(Context)} when this migration is recorded without being run,
   * by {@code postcar skip} or {@code postcar mark}: in the transaction of its history row, or,
   * where it is {@link NonTransactional}, before that. It is not called for one that is marked
   * after an interruption. Does nothing by default.
   *
   * @param context the connection and the means to report; never null
   * @throws Exception whatever goes wrong; nothing is recorded then
   */
  public void skip(Context context) throws Exception {}

  /**
   * Names the version of the code, which then stands for the checksum: a new version of an applied
   * migration counts as <em>changed</em>.
   *
   * @return any text, or null (the default): this migration never counts as changed
   */
  public String version() {
    return null;
  }

  /**
   * Called last, after success and after failure. A failure here never hides an earlier one.
   *
   * @param context the connection and the means to report; never null
   * @throws Exception reported as a warning
   */
  public void cleanup(Context context) throws Exception {}
}
