package dev.postcar.trace;

import dev.postcar.sql.Quote;

/**
 * A column of a table.
 *
 * @param table the table's oid
 * @param name its name
 * @param type as format_type writes it
 * @param notNull whether it must have a value
 * @param filled whether it has a default, an identity or an expression
 * @param stored whether it is generated and stored
 * @param key whether it is the primary key's only column
 */
record Column(
    long table,
    String name,
    String type,
    boolean notNull,
    boolean filled,
    boolean stored,
    boolean key) {

  /** The name as SQL has it. */
  String shown() {
    return name.matches("[a-z_][a-z0-9_$]*") ? name : Quote.identifier(name);
  }
}
