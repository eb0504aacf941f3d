package dev.postcar.internal.catalog;

import dev.postcar.internal.sql.DropTarget;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The tables and columns that are gone between two readings of one database, whatever has dropped
 * them: also where others of the same name were created.
 */
public final class DroppedObjects {

  private static final String TABLE = "table ";
  private static final String COLUMN = "column ";

  private DroppedObjects() {}

  /** Those that the first reading has, by name; a column or a partition goes with its table. */
  public static List<DropTarget> between(CatalogRows first, CatalogRows second) {
    List<String> tables = new ArrayList<>();
    List<DropTarget> columns = new ArrayList<>();
    List<CatalogRow> gone =
        first.rows().values().stream()
            .filter(row -> !second.rows().containsKey(row.address()))
            .sorted(Comparator.comparing(CatalogRow::key))
            .toList();
    for (CatalogRow row : gone) {
      if (row.key().startsWith(TABLE) && !isPartOf(row, gone)) {
        tables.add(row.key().substring(TABLE.length()));
      } else if (row.key().startsWith(COLUMN) && second.rows().containsKey(row.parents().get(0))) {
        CatalogRow whole = first.rows().get(row.parents().get(0));
        if (whole != null && whole.key().startsWith(TABLE) && row.parents().size() == 1) {
          String table = whole.key().substring(TABLE.length());
          String column = row.key().substring(COLUMN.length() + table.length() + 1);
          columns.add(DropTarget.of(table, column));
        }
      }
    }
    List<DropTarget> all = new ArrayList<>();
    tables.forEach(table -> all.add(DropTarget.of(table, null)));
    all.addAll(columns);
    return all;
  }

  private static boolean isPartOf(CatalogRow partition, List<CatalogRow> gone) {
    return gone.stream()
        .filter(row -> row.key().startsWith(TABLE))
        .map(row -> "\npartition of " + row.key().substring(TABLE.length()) + " ")
        .anyMatch(line -> String.valueOf(partition.definition()).contains(line));
  }
}
