package dev.postcar.internal.sampledata;

import java.util.List;

/**
 * A data type, as far as its values depend on it.
 *
 * @param name as SQL writes it, with its schema where needed
 * @param plain its name in the catalog
 * @param kind such as {@code b} for a base type, {@code e} for an enum: pg_type.typtype
 * @param category such as {@code S} for texts: pg_type.typcategory
 * @param modifier of a domain, what its base type is limited to; else -1
 * @param isNotNull of a domain, whether it does not allow null
 * @param labels of an enum
 * @param checks of a domain, in which it is called {@code VALUE}
 * @param parts of a domain its base type, of an array its elements, of a range what it ranges over,
 *     of a composite type its columns
 * @param modifiers of each part
 */
record TypeShape(
    String name,
    String plain,
    String kind,
    String category,
    int modifier,
    boolean isNotNull,
    List<String> labels,
    List<String> checks,
    List<TypeShape> parts,
    List<Integer> modifiers) {

  boolean isDomain() {
    return kind.equals("d");
  }

  boolean isArray() {
    return category.equals("A") && !parts.isEmpty();
  }

  /** The type that a domain is made of, in the end; else the type itself. */
  TypeShape base() {
    return isDomain() ? parts.get(0).base() : this;
  }

  /** How the base type is limited, given how the type is. */
  int baseModifier(int given) {
    return isDomain() ? parts.get(0).baseModifier(modifier) : given;
  }
}
