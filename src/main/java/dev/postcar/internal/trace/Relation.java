package dev.postcar.internal.trace;

/**
 * A relation outside the system's schemas.
 *
 * @param kind as pg_class has it: r, p, m, i, I, v, S, f
 * @param name with its schema unless that is public; quoted where it must be
 * @param file its file node; 0 where it has none
 * @param scans how often this transaction has read it from end to end
 * @param table the table of an index; 0 for anything else
 */
record Relation(long oid, char kind, String name, long file, long scans, long table) {

  /** Whether it holds rows of its own or of its partitions. */
  boolean isTable() {
    return kind == 'r' || kind == 'p' || kind == 'm';
  }

  boolean isIndex() {
    return kind == 'i' || kind == 'I';
  }
}
