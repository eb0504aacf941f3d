package dev.postcar.internal.trace;

import dev.postcar.internal.sql.Quote;
import java.util.List;

/**
 * A column of a table.
 *
 * @param table the table's oid
 * @param number its place, which a new name leaves as it is
 * @param type as format_type writes it
 * @param notNull whether it must have a value
 * @param filled whether it has a default, an identity or an expression
 * @param stored whether it is generated and stored
 * @param key whether it is the primary key's only column
 */
record Column(
    long table,
    long number,
    String name,
    String type,
    boolean notNull,
    boolean filled,
    boolean stored,
    boolean key) {

  /** What it is known by, whatever its name is. */
  List<Object> identity() {
    return List.of(table, number);
  }

  /** The name as SQL has it. */
  String shown() {
    return name.matches("[a-z_][a-z0-9_$]*") ? name : Quote.identifier(name);
  }
}
