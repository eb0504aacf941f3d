package dev.postcar.internal.session;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.history.BookkeepingTrust;
import java.util.List;

/**
 * What a session knows of its server.
 *
 * @param version such as 150018
 * @param backendPid the server process behind the session
 * @param pooled whether there is a pooler in between: the driver has another pid
 * @param standby whether the server is in recovery
 * @param readOnly whether the server, the database or the role says that transactions only read
 * @param bookkeeping whether the bookkeeping exists
 * @param journal whether it has a journal of statements
 * @param views whether it has managed views
 * @param trust whether the bookkeeping is postcar's own
 * @param timeZone what psql has here
 * @param role the role that was set; {@code none} for none
 * @param found statements that set again what the caller's session had set: its settings, its role
 *     and the channels it listens to; none for a session of postcar's own
 * @param held the advisory locks that the caller's session held
 * @param usual the names of {@link SessionState#USUAL} that a session of postcar's own starts with
 * @param schema whether the schema is there that the target of a fleet is; true for a whole
 *     database
 */
public record ServerInfo(
    String database,
    int version,
    int backendPid,
    boolean pooled,
    boolean standby,
    boolean readOnly,
    boolean bookkeeping,
    boolean journal,
    boolean views,
    BookkeepingTrust trust,
    String encoding,
    String timeZone,
    String role,
    List<String> found,
    String held,
    List<String> usual,
    boolean schema) {

  /**
   * Refuses a target of a fleet whose schema is not there: the search_path passes over it, and the
   * migrations would run in the next one.
   */
  void refuseMissingSchema(String name) {
    if (!schema) {
      throw new PostcarException.Refusal(
          "Refused: database %s has no schema %s.\nState: nothing was changed.\nNext: create the schema, or take the target out of the fleet."
              .formatted(database, name),
          null,
          null);
    }
  }

  /** Refuses what cannot be written to, before anything is tried. */
  public void refuseUnlessWritable() {
    if (standby) {
      throw new PostcarException.Refusal(
          "Refused: this server is a standby (pg_is_in_recovery), which cannot be written to."
              + " Nothing was changed. Connect to the primary.");
    }
    if (readOnly) {
      throw new PostcarException.Refusal(
          "Refused: default_transaction_read_only is on for "
              + database
              + ". Hosted services set it when a disk is full.\n"
              + "State: nothing was changed.\n"
              + "Next: find out who set it, or rerun the command with"
              + " PGOPTIONS='-c default_transaction_read_only=off'.");
    }
  }

  /** Behind a pooler each statement may run in another session: refused before it begins. */
  public void refusePooled(MigrationId migration) {
    if (pooled) {
      throw new PostcarException.Refusal(
          "Refused: "
              + migration
              + " is @NonTransactional, and there is a pooler (such as PgBouncer) in between: its"
              + " statements could run in different sessions. It did not run. Connect to the"
              + " server itself for this migration, or add --pooled=session if the pooler keeps the"
              + " server session for the whole connection.");
    }
  }

  /** The same after another look at the bookkeeping. */
  ServerInfo withBookkeeping(
      boolean there, boolean withJournal, boolean withViews, BookkeepingTrust trusted) {
    return new ServerInfo(
        database,
        version,
        backendPid,
        pooled,
        standby,
        readOnly,
        there,
        withJournal,
        withViews,
        trusted,
        encoding,
        timeZone,
        role,
        found,
        held,
        usual,
        schema);
  }
}
