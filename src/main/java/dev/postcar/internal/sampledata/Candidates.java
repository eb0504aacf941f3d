package dev.postcar.internal.sampledata;

import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the server which values of a column its checks accept. */
final class Candidates {

  private static final int SAMPLE = 64;
  private static final int MOST = 3_000;

  private final Connection connection;

  /** On a connection outside any transaction, where an error does no harm. */
  Candidates(Connection connection) {
    this.connection = connection;
  }

  /**
   * The first set that is large enough, and of which all that are tried are accepted; else the
   * largest of these; else whatever is accepted.
   *
   * @param column what the checks call it
   * @param type which they see it as
   * @param needed how many values are enough
   * @return null where nothing is accepted
   */
  ValueSet choose(
      String column, TypeShape type, List<String> checks, List<ValueSet> sets, long needed)
      throws SQLException {
    ValueSet largest = null;
    for (ValueSet set : sets) {
      if (largest != null && set.size() <= largest.size()) {
        continue;
      }
      List<String> tried = some(set, SAMPLE);
      if (set.size() > 0 && accepted(column, type, checks, tried).size() == tried.size()) {
        largest = set;
      }
      if (largest != null && largest.size() >= needed) {
        return largest;
      }
    }
    if (largest != null) {
      return largest;
    }
    Set<String> pool = new LinkedHashSet<>();
    for (ValueSet set : sets) {
      if (pool.size() < MOST) {
        pool.addAll(accepted(column, type, checks, some(set, 4 * SAMPLE)));
      }
    }
    return pool.isEmpty() ? null : ValueSet.of(List.copyOf(pool));
  }

  /** From its beginning, and from all over it. */
  private static List<String> some(ValueSet set, int count) {
    Set<String> some = new LinkedHashSet<>();
    for (long i = 0; i < Math.min(set.size(), count); i++) {
      some.add(set.nth().apply(i));
      some.add(set.nth().apply((long) ((double) i / count * set.size())));
    }
    return List.copyOf(some);
  }

  private List<String> accepted(
      String column, TypeShape type, List<String> checks, List<String> values) throws SQLException {
    try {
      return ask(column, type, checks, values);
    } catch (SQLException e) {
      // One of them is not even a value of the type.
      List<String> good = new ArrayList<>();
      for (String value : values.subList(0, Math.min(SAMPLE, values.size()))) {
        try {
          good.addAll(ask(column, type, checks, List.of(value)));
        } catch (SQLException bad) {
          if (connection.isClosed()) {
            throw bad;
          }
        }
      }
      return good;
    }
  }

  private List<String> ask(String column, TypeShape type, List<String> checks, List<String> values)
      throws SQLException {
    String name = Quote.identifier(column);
    String where =
        checks.stream()
            .map(check -> " and (" + check + ") is not false")
            .collect(Collectors.joining());
    String query =
        ("select t.%1$s::text from (select u.o, u.v::%2$s as %1$s"
                + " from pg_catalog.unnest($$::text[]) with ordinality as u(v, o) offset 0) t"
                + " where t.%1$s is not null%3$s order by t.o")
            .formatted(name, type.name(), where.replace("?", "??"))
            .replace("$$", "?");
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("text", values.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        List<String> accepted = new ArrayList<>();
        while (rows.next()) {
          accepted.add(rows.getString(1));
        }
        return accepted;
      }
    }
  }
}
