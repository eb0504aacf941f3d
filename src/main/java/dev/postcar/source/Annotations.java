package dev.postcar.source;

import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.Requires;
import dev.postcar.Timeouts;
import dev.postcar.sql.Durations;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a migration's annotations say. */
final class Annotations {

  private Annotations() {}

  /** The required ones, each once; whether they exist is for the plan to say. */
  static List<MigrationId> requires(Class<?> type) throws Rejected {
    try {
      Requires requires = type.getAnnotation(Requires.class);
      if (requires == null) {
        return List.of();
      }
      Set<MigrationId> required = new LinkedHashSet<>();
      for (Class<? extends Migration> one : requires.value()) {
        required.add(Loading.idOf(one));
      }
      for (String name : requires.names()) {
        required.add(MigrationId.of(name.strip()));
      }
      return List.copyOf(required);
    } catch (TypeNotPresentException | ArrayStoreException | LinkageError e) {
      // The Java that reads the annotation decides which one it is.
      String missing =
          e instanceof TypeNotPresentException absent
              ? absent.typeName()
              : String.valueOf(e.getMessage()).replace('/', '.');
      throw new Rejected(
          "its @Requires names a class that is not there ("
              + missing
              + "): bring it back, or name it as text in names",
          e);
    }
  }

  /** Null where nothing is said. */
  static Duration lockTimeout(Class<?> type) throws Rejected {
    Timeouts timeouts = type.getAnnotation(Timeouts.class);
    return timeouts == null ? null : duration("lock", timeouts.lock());
  }

  /** Null where nothing is said. */
  static Duration statementTimeout(Class<?> type) throws Rejected {
    Timeouts timeouts = type.getAnnotation(Timeouts.class);
    return timeouts == null ? null : duration("statement", timeouts.statement());
  }

  private static Duration duration(String element, String text) throws Rejected {
    try {
      return text.isEmpty() ? null : Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Rejected("its @Timeouts(" + element + "): " + e.getMessage(), e);
    }
  }
}
