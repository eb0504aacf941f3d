package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of one table: each a function of its number and the seed. */
final class RowPlan {

  final TableShape table;
  private final List<ColumnPlan> columns;
  private final Map<String, Integer> places = new LinkedHashMap<>();
  private final List<Ordered> ordered;
  private final long firstRow;
  private final long asked;
  private final List<ReferencePlan> references = new ArrayList<>();
  private final List<KeyPart> parts = new ArrayList<>();
  private long wanted;
  private long combinations;
  private String shortage = "";

  /**
   * Plans rows, and lets a column carry each key for which there is one.
   *
   * @param firstRow the number of the first one, where other partitions have those before it
   * @param wanted how many
   */
  RowPlan(
      TableShape table,
      List<ColumnPlan> columns,
      List<Ordered> ordered,
      long firstRow,
      long wanted) {
    this.table = table;
    this.columns = columns;
    this.ordered = ordered;
    this.firstRow = firstRow;
    this.asked = wanted;
    this.wanted = wanted;
    for (ColumnPlan plan : columns) {
      places.put(plan.column.name(), places.size());
    }
  }

  long firstRow() {
    return firstRow;
  }

  long wanted() {
    return wanted;
  }

  /** How many rows were asked for, before a key turned out to have fewer values. */
  long asked() {
    return asked;
  }

  /** Why fewer rows are wanted than were asked for; empty where they are not. */
  String shortage() {
    return shortage;
  }

  ColumnPlan column(String name) {
    return columns.get(places.get(name));
  }

  boolean hasColumns(List<String> names) {
    return places.keySet().containsAll(names);
  }

  /** The column that makes each row of a key a different one, if there can be one. */
  Optional<ColumnPlan> carrier(List<String> key) {
    return key.stream()
        .filter(places::containsKey)
        .map(this::column)
        .filter(plan -> plan.isCarrier() || isFree(plan))
        .max(
            Comparator.comparing(ColumnPlan::isCarrier)
                .thenComparing(plan -> plan.column.sequence() != null)
                .thenComparing(plan -> plan.set.size()));
  }

  private boolean isFree(ColumnPlan plan) {
    return plan.set.size() >= wanted
        && table.foreignKeys.stream()
            .noneMatch(foreign -> foreign.columns().contains(plan.column.name()));
  }

  /** Takes the foreign keys, the widest first; then the key that only they tell apart. */
  void refer(List<ReferencePlan> all) {
    references.addAll(all);
    references.sort(Comparator.comparing(reference -> -reference.places.length));
    for (List<String> key : table.keys) {
      if (!key.isEmpty() && carrier(key).isEmpty() && parts.isEmpty() && hasColumns(key)) {
        enumerate(key);
      }
    }
  }

  private void enumerate(List<String> key) {
    List<String> left = new ArrayList<>(key);
    for (ReferencePlan reference : references) {
      ForeignKey foreign = reference.key;
      if (reference.size() > 0 && left.stream().anyMatch(foreign.columns()::contains)) {
        parts.add(new KeyPart(reference, null, -1));
        left.removeAll(foreign.columns());
      }
    }
    for (String name : left) {
      parts.add(new KeyPart(null, column(name), places.get(name)));
    }
    combinations = 1;
    for (KeyPart part : parts) {
      combinations =
          combinations > ValueSet.MANY / Math.max(1, part.size())
              ? ValueSet.MANY
              : combinations * part.size();
    }
    if (combinations < wanted) {
      shortage = "the key (%s) has only %,d values".formatted(String.join(", ", key), combinations);
      wanted = combinations;
    }
  }

  /**
   * Makes a row.
   *
   * @param number from 0 on
   * @param alone whether rows before it may be missing, so that it must not refer to them
   * @return its values, column by column; null where no row of this number fits
   */
  String[] row(long number, boolean alone) {
    String[] row = new String[columns.size()];
    boolean[] assigned = new boolean[row.length];
    if (!parts.isEmpty()) {
      combine(row, assigned, number);
    }
    long global = firstRow + number;
    for (ReferencePlan reference : references) {
      boolean isNull = false;
      for (int place : reference.places) {
        isNull |= columns.get(place).isNull(global);
      }
      if (!reference.choose(row, assigned, global, isNull, alone)) {
        return null;
      }
    }
    for (int i = 0; i < row.length; i++) {
      if (!assigned[i]) {
        row[i] = columns.get(i).of(global);
      }
    }
    for (int round = 0; round < ordered.size(); round++) {
      ordered.forEach(pair -> order(row, pair));
    }
    return row;
  }

  /**
   * The parts of the enumerated key: no combination comes twice, and the first parents have more
   * rows than the last.
   */
  private void combine(String[] row, boolean[] assigned, long number) {
    double share = (double) wanted / combinations;
    double at = (double) number / wanted;
    long slot =
        number < wanted
            ? (long) (combinations * (share * at + (1 - share) * at * at) + 1e-6)
            : Mix.below(Mix.of(9, number), combinations);
    for (int i = parts.size() - 1; i >= 0; i--) {
      KeyPart part = parts.get(i);
      long index = slot % part.size();
      slot /= part.size();
      if (part.reference() != null) {
        long turned =
            i == 0
                ? index
                : (index + Long.remainderUnsigned(Mix.of(5, slot), part.size())) % part.size();
        part.reference().set(row, assigned, turned);
      } else {
        row[part.place()] = part.column().set.nth().apply(index);
        assigned[part.place()] = true;
      }
    }
  }

  /** Exchanges two values that are in the wrong order. */
  private void order(String[] row, Ordered pair) {
    Integer lesser = places.get(pair.lesser());
    Integer greater = places.get(pair.greater());
    if (lesser == null || greater == null || row[lesser] == null || row[greater] == null) {
      return;
    }
    ColumnPlan one = columns.get(lesser);
    ColumnPlan other = columns.get(greater);
    boolean same = one.column.type().base().plain().equals(other.column.type().base().plain());
    if (same
        && !one.isCarrier()
        && !other.isCarrier()
        && Limits.compare(row[lesser], row[greater]) > 0) {
      String exchanged = row[lesser];
      row[lesser] = row[greater];
      row[greater] = exchanged;
    }
  }
}
