package dev.postcar.internal.rehearse;

/**
 * A column of a table that has traffic.
 *
 * @param type as SQL writes it
 * @param kind the type's own name, such as {@code int4}
 * @param bound whether a constraint or a unique index has it
 */
record TrafficColumn(String name, String type, String kind, boolean bound) {

  /** An SQL expression for another value, by variable {@code n}; null where none is known. */
  String other() {
    return switch (kind) {
      case "int2", "int4", "int8" -> "(:n % 30000)::" + type;
      case "numeric", "float4", "float8" -> "coalesce(- " + name + ", 0)";
      case "bool" -> name + " is not true";
      case "text", "varchar", "bpchar" ->
          "left(md5(:n::text), greatest(1, coalesce(length(" + name + "), 1)))";
      case "timestamptz", "timestamp", "date" -> "now()::" + type;
      case "json", "jsonb" -> "('{\"n\": ' || :n || '}')::" + type;
      case "uuid" -> "md5('u' || :n)::uuid";
      default -> null;
    };
  }

  /** An SQL expression for a new key, by variable {@code n}; null where none is known. */
  String fresh() {
    return switch (kind) {
      case "int4" -> "(2000000000 + :n % 100000000)::int4";
      case "int8" -> "(4000000000000000000 + :n)::int8";
      case "uuid" -> "md5('k' || :n)::uuid";
      case "text" -> "md5('k' || :n)";
      default -> null;
    };
  }
}
