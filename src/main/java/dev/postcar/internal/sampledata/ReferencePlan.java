package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which parent a row has. */
final class ReferencePlan {

  final ForeignKey key;

  /** Places of its columns in a row. */
  final int[] places;

  private final KeySource source;
  private final boolean[] nullable;
  private final boolean isStrict;
  private final long distinct;
  private final long seed;
  private Map<List<String>, List<Integer>> byShared;

  /**
   * Plans a foreign key.
   *
   * @param source null where it must stay null
   * @param nullable which of its columns may be null
   * @param distinct how many different parents there are at most
   */
  ReferencePlan(
      ForeignKey key,
      int[] places,
      KeySource source,
      boolean[] nullable,
      long distinct,
      long seed) {
    this.key = key;
    this.places = places;
    this.source = source;
    this.nullable = nullable;
    this.isStrict = source instanceof PlannedKeys planned && planned.isOwn();
    this.distinct = distinct;
    this.seed = Mix.seed(seed, key.name());
  }

  /** How many parents there are before the first row. */
  long size() {
    return source == null || isStrict ? 0 : source.size(0);
  }

  /** Puts a given parent in. */
  void set(String[] row, boolean[] assigned, long number) {
    put(row, assigned, source.key(number));
  }

  private void put(String[] row, boolean[] assigned, String[] parent) {
    for (int i = 0; i < places.length; i++) {
      row[places[i]] = parent[i];
      assigned[places[i]] = true;
    }
  }

  /**
   * Chooses a parent; few parents have many rows, most have few.
   *
   * @param assigned which columns have their value
   * @param isNull whether the row is one of those without a parent
   * @param alone whether the table's own rows before this one may be missing
   * @return false where there is none that fits
   */
  boolean choose(String[] row, boolean[] assigned, long number, boolean isNull, boolean alone) {
    int shared = 0;
    for (int place : places) {
      shared += assigned[place] ? 1 : 0;
    }
    if (shared == places.length) {
      return true;
    }
    if (source == null || (isNull && isNullable(assigned))) {
      return putNull(row, assigned);
    }
    if (shared > 0) {
      return chooseLike(row, assigned, number);
    }
    long size = alone && isStrict ? 0 : source.size(number);
    if (size > 0) {
      put(row, assigned, source.key(Mix.skewed(Mix.of(seed, number), Math.min(size, distinct))));
      return true;
    }
    // The first row of a tree has no parent, or is its own.
    if (isNullable(assigned) || !isStrict) {
      return putNull(row, assigned);
    }
    put(row, assigned, source.key(source.size(number)));
    return true;
  }

  private boolean isNullable(boolean[] assigned) {
    for (int i = 0; i < places.length; i++) {
      if (nullable[i] && !assigned[places[i]]) {
        return true;
      }
    }
    return false;
  }

  /** One null is enough: the columns that do not allow it have values of their own. */
  private boolean putNull(String[] row, boolean[] assigned) {
    boolean found = false;
    for (int i = 0; i < places.length; i++) {
      if (nullable[i] && !assigned[places[i]]) {
        row[places[i]] = null;
        assigned[places[i]] = true;
        found = true;
      }
    }
    return found;
  }

  /** Another foreign key has some of the columns: the parent must have the same in them. */
  private boolean chooseLike(String[] row, boolean[] assigned, long number) {
    List<String> shared = new ArrayList<>();
    boolean[] fixed = new boolean[places.length];
    for (int i = 0; i < places.length; i++) {
      fixed[i] = assigned[places[i]];
      if (fixed[i]) {
        shared.add(String.valueOf(row[places[i]]));
      }
    }
    if (byShared == null) {
      byShared = index(fixed);
    }
    List<Integer> fitting = byShared.get(shared);
    if (fitting == null) {
      return putNull(row, assigned);
    }
    put(
        row,
        assigned,
        source.key(fitting.get((int) Mix.skewed(Mix.of(seed, number), fitting.size()))));
    return true;
  }

  private Map<List<String>, List<Integer>> index(boolean[] fixed) {
    Map<List<String>, List<Integer>> index = new HashMap<>();
    for (int n = 0; n < source.size(0); n++) {
      String[] parent = source.key(n);
      List<String> shared = new ArrayList<>();
      for (int i = 0; i < fixed.length; i++) {
        if (fixed[i]) {
          shared.add(parent[i]);
        }
      }
      index.computeIfAbsent(shared, none -> new ArrayList<>()).add(n);
    }
    return index;
  }
}
