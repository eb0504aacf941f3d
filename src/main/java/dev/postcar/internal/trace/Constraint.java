package dev.postcar.internal.trace;

/**
 * A constraint of a table.
 *
 * @param kind as pg_constraint has it: c, f, p, u, x, n, t
 * @param table the table that has it
 * @param referenced the table that a foreign key refers to; 0 for others
 * @param validated whether all rows are known to satisfy it
 * @param index the index behind it; 0 for none. For a foreign key that of the other table
 * @param operators of a foreign key: how its columns are compared with the others
 * @param indexed of a foreign key: whether an index of its own table begins with its columns
 */
record Constraint(
    long oid,
    String name,
    char kind,
    long table,
    long referenced,
    boolean validated,
    long index,
    String operators,
    boolean indexed) {

  /** Whether another one is this one, made again under a new oid. */
  boolean isAgain(Constraint other) {
    return table == other.table
        && referenced == other.referenced
        && kind == other.kind
        && name.equals(other.name);
  }
}
