package dev.postcar.internal.sampledata;

import dev.postcar.result.TableStats;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Decides from where foreign keys take the keys that they refer to. */
final class ReferencePlanner {

  private final Connection connection;
  private final TableStats sizes;
  private final long seed;
  private final Map<Long, RowPlan> plans;
  private final ResultBuilder result;

  ReferencePlanner(
      Connection connection,
      TableStats sizes,
      long seed,
      Map<Long, RowPlan> plans,
      ResultBuilder result) {
    this.connection = connection;
    this.sizes = sizes;
    this.seed = seed;
    this.plans = plans;
    this.result = result;
  }

  /**
   * For each foreign key of a table.
   *
   * @param ahead those to tables that are filled later
   */
  List<ReferencePlan> of(TableShape table, RowPlan plan, List<ForeignKey> ahead)
      throws SQLException {
    List<ReferencePlan> references = new ArrayList<>();
    for (ForeignKey key : table.foreignKeys) {
      if (!plan.hasColumns(key.columns())) {
        continue;
      }
      int[] places = new int[key.columns().size()];
      boolean[] nullable = new boolean[places.length];
      for (int i = 0; i < places.length; i++) {
        String name = key.columns().get(i);
        places[i] = table.columnNames().indexOf(name);
        nullable[i] = table.isNullable(List.of(name));
      }
      long distinct =
          sizes
              .of(table.label)
              .flatMap(known -> known.column(key.columns().get(0)))
              .map(TableStats.Column::distinct)
              .orElse(Long.MAX_VALUE);
      KeySource source =
          key.parent() == table.oid || ahead.contains(key)
              ? planned(plans.get(key.parent()), key, key.parent() == table.oid)
              : new HeldKeys(connection, key.parent(), key.parentColumns());
      if (source == null) {
        result.leaveOut(
            table.label,
            "foreign key "
                + key.name()
                + " stays null: the keys it could refer to are not known in advance");
      }
      references.add(
          new ReferencePlan(
              key, places, source, nullable, Math.max(1, distinct), Mix.seed(seed, table.name)));
    }
    return references;
  }

  private static KeySource planned(RowPlan parent, ForeignKey key, boolean isOwn) {
    boolean known =
        parent != null
            && parent.hasColumns(key.parentColumns())
            && key.parentColumns().stream().allMatch(name -> parent.column(name).isCarrier());
    return known ? new PlannedKeys(parent, key.parentColumns(), isOwn) : null;
  }
}
