package dev.postcar.internal.run;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.OtherBookkeeping;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.sql.Quote;
import java.sql.SQLException;

/**
 * Where the history of a schema would be if its bookkeeping were shared, or were not: a target
 * whose history is there must not begin a second one, or all its migrations would run again.
 */
final class OtherPlace {

  private final Session session;
  private final Config config;

  OtherPlace(Session session) {
    this.session = session;
    this.config = session.options();
  }

  /**
   * Refuses to begin a history where there is one in the other place; in an open transaction.
   *
   * @throws PostcarException.Refusal if there is
   */
  void refuseHistory() throws SQLException {
    String schema = config.schema();
    if (schema == null) {
      return;
    }
    boolean shared = !config.target().isEmpty();
    String place = new OtherBookkeeping(config).namespace();
    if (shared ? hasTable(place, "true") : isShared(place) && hasTarget(place, schema)) {
      throw new PostcarException.Refusal(
          """
          Refused: the history of schema %s is in the bookkeeping %s, and fleet.bookkeeping is '%s'.
          State: nothing was changed.
          Next: run "postcar fleet bookkeeping", which moves it, or set fleet.bookkeeping back."""
              .formatted(Quote.identifier(schema), place, shared ? "shared" : "tenant"),
          null,
          null);
    }
  }

  private boolean isShared(String namespace) throws SQLException {
    return hasTable(
        namespace,
        "exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname ="
            + " 'target' and not a.attisdropped)"
            // Whose role may not read it has no history in it.
            + " and pg_catalog.has_schema_privilege(n.oid, 'usage')"
            + " and pg_catalog.has_table_privilege(c.oid, 'select')");
  }

  private boolean hasTable(String namespace, String condition) throws SQLException {
    return isTrue(
        """
        select exists (select from pg_catalog.pg_class c
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         where n.nspname = %s and c.relname = 'version' and %s)"""
            .formatted(Quote.literal(namespace), condition));
  }

  private boolean hasTarget(String namespace, String target) throws SQLException {
    return isTrue(
        "select exists (select from %s.version where target = %s)"
            .formatted(Quote.identifier(namespace), Quote.literal(target)));
  }

  private boolean isTrue(String query) throws SQLException {
    return session.rowsInTransaction(query).get(0).get(0).equals("t");
  }
}
