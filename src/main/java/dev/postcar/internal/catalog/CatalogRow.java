package dev.postcar.internal.catalog;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a query says of one object.
 *
 * @param object catalog and oid: what columns share with their table
 * @param address catalog, oid and column number: what other catalogs refer to
 * @param definition null where the object only lends its name to comments and grants
 * @param parents addresses of what it goes away with; the first is the one that it is a part of
 * @param owner null where it has none of its own
 * @param granter the owner by which grants are judged
 * @param acl null where never changed
 * @param usual privileges of an object on which nothing was granted
 * @param ordered whether its place among the columns is to be kept
 */
record CatalogRow(
    String object,
    String address,
    String key,
    String definition,
    List<String> parents,
    String owner,
    String granter,
    List<String> acl,
    List<String> usual,
    boolean ordered) {

  static String address(ResultSet row) throws SQLException {
    return row.getString("class") + "/" + row.getString("id") + "/" + row.getString("sub");
  }

  int sub() {
    return Integer.parseInt(address.substring(address.lastIndexOf('/') + 1));
  }

  static Set<String> labels(ResultSet rows) throws SQLException {
    ResultSetMetaData data = rows.getMetaData();
    Set<String> labels = new HashSet<>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      labels.add(data.getColumnLabel(i));
    }
    return labels;
  }

  static CatalogRow read(ResultSet row, Set<String> labels) throws SQLException {
    String owner = labels.contains("owner") ? row.getString("owner") : null;
    String object = row.getString("class") + "/" + row.getString("id");
    return new CatalogRow(
        object,
        object + "/" + row.getString("sub"),
        row.getString("key"),
        labels.contains("definition") ? row.getString("definition") : null,
        labels.contains("parents") ? list(row.getArray("parents")) : List.of(),
        owner,
        labels.contains("granter") ? row.getString("granter") : owner,
        labels.contains("acl") ? list(row.getArray("acl")) : null,
        labels.contains("usual") ? list(row.getArray("usual")) : null,
        labels.contains("ordered") && row.getBoolean("ordered"));
  }

  static List<String> list(Array array) throws SQLException {
    return array == null ? null : List.of((String[]) array.getArray());
  }
}
