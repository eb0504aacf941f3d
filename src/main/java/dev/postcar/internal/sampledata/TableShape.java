package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table that rows are copied into: a whole one, or one partition. */
final class TableShape {

  final long oid;

  /** As SQL writes it. */
  final String name;

  /** The table that it is a partition of, or itself. */
  final long root;

  /** The root's name as statistics write it. */
  final String label;

  final boolean isForcedSecurity;
  final boolean isPartition;
  final List<Column> columns = new ArrayList<>();
  final List<ForeignKey> foreignKeys = new ArrayList<>();
  final List<Check> checks = new ArrayList<>();

  /** The columns of each key that no two rows share, nor, of exclusion constraints, overlap in. */
  final List<List<String>> keys = new ArrayList<>();

  TableShape(
      long oid, String name, long root, String label, boolean forcedSecurity, boolean partition) {
    this.oid = oid;
    this.name = name;
    this.root = root;
    this.label = label;
    this.isForcedSecurity = forcedSecurity;
    this.isPartition = partition;
  }

  Optional<Column> column(String wanted) {
    return columns.stream().filter(column -> column.name().equals(wanted)).findFirst();
  }

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** Whether all these columns may be null. */
  boolean isNullable(List<String> names) {
    return names.stream()
        .allMatch(
            name ->
                column(name)
                    .map(column -> !column.isNotNull() && !column.type().isNotNull())
                    .orElse(false));
  }
}
