package dev.postcar.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the faults of a sweep and what they brought to light, and prints it. */
final class TruthTable {

  private static final List<Falsehood.Kind> KINDS = List.of(Falsehood.Kind.values());

  private final Map<String, int[]> lines = new TreeMap<>();
  private final long begun = System.nanoTime();

  synchronized void add(String line, boolean struck, Iterable<Falsehood> falsehoods) {
    int[] counts = lines.computeIfAbsent(line, key -> new int[6]);
    counts[0]++;
    counts[1] += struck ? 1 : 0;
    falsehoods.forEach(one -> counts[2 + KINDS.indexOf(one.kind())]++);
  }

  synchronized void print() {
    System.out.printf(
        "truth: %-24s %6s %6s %5s %5s %5s %6s%n",
        "", "faults", "struck", "lost", "twice", "state", "advice");
    int[] sum = new int[6];
    lines.forEach(
        (line, counts) -> {
          print(line, counts);
          for (int i = 0; i < sum.length; i++) {
            sum[i] += counts[i];
          }
        });
    print("in all", sum);
    System.out.printf("truth: %d s%n", (System.nanoTime() - begun) / 1_000_000_000);
  }

  private static void print(String line, int[] counts) {
    System.out.printf(
        "truth: %-24s %6d %6d %5d %5d %5d %6d%n",
        line, counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
  }
}
