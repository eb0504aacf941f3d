package dev.postcar.internal.source.edit;

import dev.postcar.MigrationId;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * A place in a source file that names a migration.
 *
 * @param file which
 * @param id the migration
 * @param offset where its simple name begins, in characters
 * @param line from 1
 * @param place what the name is part of
 * @param shown as it is written
 */
record Reference(Path file, MigrationId id, int offset, long line, Place place, String shown) {

  /** What a name is part of. */
  enum Place {
    /** The class's own declaration, or a constructor's. */
    DECLARATION,
    /** An annotation of postcar's, as a class or as text. */
    ANNOTATION,
    /** The import of the class. */
    IMPORT,
    /** Text anywhere else that is nothing but the full name. */
    TEXT,
    /** Anything else. */
    CODE
  }

  /** The text of a file with another simple name in these places of it. */
  static String replaced(String text, Collection<Reference> references, MigrationId other) {
    StringBuilder changed = new StringBuilder(text);
    List<Reference> backwards =
        references.stream().sorted(Comparator.comparingInt(Reference::offset).reversed()).toList();
    for (Reference one : backwards) {
      changed.replace(one.offset(), one.offset() + one.id().name().length(), other.name());
    }
    return changed.toString();
  }
}
