package dev.postcar.internal.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A server newer than the newest known: what its catalogs have decides which queries they answer,
 * and what they have beyond that is named.
 */
final class NewerServer {

  /** The catalogs of the newest known version. */
  private static final Set<String> KNOWN =
      Set.of(
          ("aggregate am amop amproc attrdef attribute auth_members authid cast class collation"
                  + " constraint conversion database db_role_setting default_acl depend description"
                  + " enum event_trigger extension foreign_data_wrapper foreign_server foreign_table"
                  + " index inherits init_privs language largeobject largeobject_metadata namespace"
                  + " opclass operator opfamily parameter_acl partitioned_table policy proc"
                  + " publication publication_namespace publication_rel range"
                  + " replication_origin rewrite seclabel sequence shdepend shdescription shseclabel"
                  + " statistic statistic_ext statistic_ext_data subscription subscription_rel"
                  + " tablespace transform trigger ts_config ts_config_map ts_dict ts_parser"
                  + " ts_template type user_mapping")
              .split(" "));

  private static final String CATALOGS =
      """
      select c.relname from pg_catalog.pg_class c
       where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r' and c.oid < 16384 and has_table_privilege(c.oid, 'select') order by 1""";

  private static final String KINDS =
      """
      select distinct c.relkind::text from pg_catalog.pg_class c
       where c.relnamespace in (%s) and c.relkind not in ('r', 'i', 'S', 't', 'v', 'm', 'c', 'f', 'p', 'I') order by 1""";

  private final Statement statement;
  private final CatalogQueries queries;

  NewerServer(Statement statement, CatalogQueries queries) {
    this.statement = statement;
    this.queries = queries;
  }

  /** Catalogs that have rows, and kinds of relations, that no query reads. */
  List<String> unknown() throws SQLException {
    List<String> unknown = new ArrayList<>();
    for (String catalog : column(CATALOGS)) {
      if (!KNOWN.contains(catalog.replaceFirst("^pg_", ""))
          && column("select 1 from pg_catalog.\"" + catalog + "\" limit 1").size() > 0) {
        unknown.add("catalog " + catalog);
      }
    }
    column(KINDS.formatted(queries.schemas()))
        .forEach(kind -> unknown.add("relations of kind \"" + kind + "\""));
    return unknown;
  }

  private List<String> column(String sql) throws SQLException {
    List<String> values = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        values.add(rows.getString(1));
      }
    }
    return values;
  }

  /** The newest form of a query whose columns and functions are there. */
  String text(String name) {
    for (int version = CatalogQueries.NEWEST; version > CatalogQueries.OLDEST; version--) {
      String text = queries.as(version).text(name);
      if (isUnderstood(text)) {
        return text;
      }
    }
    return queries.as(CatalogQueries.OLDEST).text(name);
  }

  private boolean isUnderstood(String text) {
    try {
      statement.execute("savepoint postcar_try");
      try {
        statement.executeQuery("select from (" + text + ") q limit 0").close();
        return true;
      } catch (SQLException e) {
        // 42703, 42P01, 42883: no such column, catalog or function.
        statement.execute("rollback to postcar_try");
        if (!String.valueOf(e.getSQLState()).startsWith("42")) {
          throw e;
        }
        return false;
      } finally {
        statement.execute("release postcar_try");
      }
    } catch (SQLException e) {
      // The query itself will say what is wrong.
      return true;
    }
  }
}
