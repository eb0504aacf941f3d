package dev.postcar.faults;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the faults of a sweep and what they brought to light, and prints it. */
final class TruthTable {

  private final Map<String, Line> lines = new TreeMap<>();
  private final Line sum = new Line();
  private final long begun = System.nanoTime();

  private static final class Line {
    private int faults;
    private int struck;
    private final Map<Falsehood.Kind, Integer> found = new EnumMap<>(Falsehood.Kind.class);

    void add(boolean ended, List<Falsehood> falsehoods) {
      faults++;
      struck += ended ? 1 : 0;
      falsehoods.forEach(one -> found.merge(one.kind(), 1, Integer::sum));
    }

    void print(String name) {
      StringBuilder counts = new StringBuilder();
      for (Falsehood.Kind kind : Falsehood.Kind.values()) {
        counts.append(" %6d".formatted(found.getOrDefault(kind, 0)));
      }
      System.out.printf("truth: %-12s %6d %6d%s%n", name, faults, struck, counts);
    }
  }

  synchronized void add(String line, boolean struck, List<Falsehood> falsehoods) {
    lines.computeIfAbsent(line, name -> new Line()).add(struck, falsehoods);
    sum.add(struck, falsehoods);
  }

  synchronized void print() {
    System.out.println("truth:              faults struck   lost  twice  state advice");
    lines.forEach((name, line) -> line.print(name));
    sum.print("in all");
    System.out.printf("truth: %d s%n", (System.nanoTime() - begun) / 1_000_000_000);
  }
}
