package dev.postcar.internal.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * How two snapshots differ.
 *
 * @param differences sorted by object; parts of an object that is absent as a whole are not listed
 * @param columnOrder tables, and views on them, whose columns are the same in another order, as
 *     after a column was dropped and added again: a case of its own, because PostgreSQL cannot put
 *     it back
 */
public record CatalogDiff(List<Difference> differences, List<Difference> columnOrder) {

  /**
   * One object that differs.
   *
   * @param object kind and name, such as {@code index shop.book_title_idx}
   * @param before its definition before; null if it was not there
   * @param after its definition after; null if it is not there
   */
  public record Difference(String object, String before, String after) {}

  /** Copies the lists. */
  public CatalogDiff {
    differences = List.copyOf(differences);
    columnOrder = List.copyOf(columnOrder);
  }

  /** Compares two snapshots, of one database or of two. */
  public static CatalogDiff between(CatalogSnapshot before, CatalogSnapshot after) {
    TreeSet<String> keys = new TreeSet<>(before.objects().keySet());
    keys.addAll(after.objects().keySet());
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      String was = before.objects().get(key);
      String is = after.objects().get(key);
      if (!Objects.equals(was, is)
          && !isPartOfAbsent(key, before, after)
          && !isInherited(key, before, after)) {
        differences.add(new Difference(key, was, is));
      }
    }
    List<Difference> order = columnOrder(before, after);
    differences.removeIf(one -> !order.isEmpty() && isReordered(one) && order.add(one));
    return new CatalogDiff(differences, order);
  }

  /** Returns whether nothing differs; false also if only the order of columns differs. */
  public boolean isEmpty() {
    return differences.isEmpty() && columnOrder.isEmpty();
  }

  /** A view that says {@code select *} has the columns as its table has them: a line each. */
  private static boolean isReordered(Difference one) {
    return one.object().matches("(materialized )?view .*")
        && one.before() != null
        && one.after() != null
        && columns(one.before()).equals(columns(one.after()));
  }

  private static List<String> columns(String view) {
    return view.lines()
        .map(line -> line.strip().replaceAll("^SELECT |[,;]$", ""))
        .sorted()
        .toList();
  }

  private static boolean isPartOfAbsent(String key, CatalogSnapshot a, CatalogSnapshot b) {
    return a.parents(key).stream().anyMatch(parent -> !b.knows(parent))
        || b.parents(key).stream().anyMatch(parent -> !a.knows(parent));
  }

  /** A partition's column has changed because that of its parent has. */
  private static boolean isInherited(String key, CatalogSnapshot a, CatalogSnapshot b) {
    return Stream.concat(a.parents(key).stream().skip(1), b.parents(key).stream().skip(1))
        .anyMatch(origin -> !Objects.equals(a.objects().get(origin), b.objects().get(origin)));
  }

  private static List<Difference> columnOrder(CatalogSnapshot before, CatalogSnapshot after) {
    List<Difference> differences = new ArrayList<>();
    before
        .columns()
        .forEach(
            (key, columns) -> {
              List<String> was = new ArrayList<>(columns);
              List<String> is = new ArrayList<>(after.columns().getOrDefault(key, List.of()));
              was.retainAll(is);
              is.retainAll(was);
              if (!was.equals(is)) {
                differences.add(
                    new Difference(
                        "column order of " + key, String.join(", ", was), String.join(", ", is)));
              }
            });
    return differences;
  }
}
