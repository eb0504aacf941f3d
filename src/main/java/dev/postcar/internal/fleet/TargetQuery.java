package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.config.OtherHost;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.OwnSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The targets that a query on the configured connection names, one in each row. Another host never
 * gets the password of that connection: rows can be written by others.
 *
 * @param connection the configured one
 * @param origin where the query is
 */
record TargetQuery(ConnectionSettings connection, OtherHost others, String origin) {

  private static final Set<String> COLUMNS =
      Set.of("name", "dbname", "host", "port", "schema", "grp");

  /** By the user's own query, which sees what the login sees. */
  List<FoundTarget> targets(String sql) {
    return targets(rows("", sql));
  }

  /** One in each row. */
  List<FoundTarget> targets(List<Map<String, String>> rows) {
    List<FoundTarget> targets = new ArrayList<>();
    for (Map<String, String> row : rows) {
      for (String column : row.keySet()) {
        if (!COLUMNS.contains(column)) {
          throw wrong(
              "the column %s is not one of name, dbname, host, port, schema and grp"
                  .formatted(column));
        }
      }
      targets.add(target(row));
    }
    return targets;
  }

  private FoundTarget target(Map<String, String> row) {
    String name = row.get("name");
    if (name == null || name.isBlank()) {
      throw wrong("a row has no name");
    }
    if (row.values().stream().anyMatch(TargetQuery::hasControls)) {
      throw wrong("a row has a control character");
    }
    ConnectionSettings there = connection;
    if (row.get("host") != null) {
      there = others.at(host(name, row), port(name, row), dbname(row));
    } else if (row.get("port") != null) {
      throw wrong("target " + name + " has a port and no host");
    }
    return new FoundTarget(name, there.inDatabase(dbname(row)), row.get("schema"), row.get("grp"));
  }

  private String dbname(Map<String, String> row) {
    return row.get("dbname") == null ? connection.dbname() : row.get("dbname");
  }

  private String host(String name, Map<String, String> row) {
    String host = row.get("host");
    if (!host.matches("[\\w.:%-]+")) {
      throw wrong("target " + name + " has a host that is neither a name nor an address");
    }
    return host;
  }

  private int port(String name, Map<String, String> row) {
    String port = row.get("port");
    if (port == null) {
      return connection.servers().get(0).port();
    }
    if (!port.matches("\\d{1,5}")
        || Integer.parseInt(port) < 1
        || Integer.parseInt(port) > 65_535) {
      throw wrong("target " + name + " has a port that is not between 1 and 65535");
    }
    return Integer.parseInt(port);
  }

  /** Such as a line feed: what stands in a message must not look like another one. */
  private static boolean hasControls(String text) {
    return text != null && text.chars().anyMatch(Character::isISOControl);
  }

  /** The rows of postcar's own query, as text by the columns' names. */
  List<Map<String, String>> own(String sql) {
    return rows(OwnSql.LOCAL, sql);
  }

  private List<Map<String, String>> rows(String before, String sql) {
    Connections connections =
        Connections.to(connection.jdbcUrl(), connection.driverProperties(), Duration.ZERO);
    try (connections;
        Connection opened = connections.connectOrFail();
        Statement statement = opened.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute("begin read only;\n" + before);
      List<Map<String, String>> rows = new ArrayList<>();
      try (ResultSet row = statement.executeQuery(sql)) {
        ResultSetMetaData columns = row.getMetaData();
        while (row.next()) {
          Map<String, String> values = new LinkedHashMap<>();
          for (int i = 1; i <= columns.getColumnCount(); i++) {
            values.put(columns.getColumnLabel(i), row.getString(i));
          }
          rows.add(values);
        }
      }
      statement.execute("rollback");
      return rows;
    } catch (SQLException e) {
      throw new PostcarException.Configuration(
          "%s: the query for the targets failed: %s (SQLSTATE %s).\nState: no target was tried."
              .formatted(origin, ServerSaid.of(e), e.getSQLState()),
          e);
    }
  }

  PostcarException.Configuration wrong(String what) {
    return new PostcarException.Configuration(origin + ": " + what + ".");
  }
}
