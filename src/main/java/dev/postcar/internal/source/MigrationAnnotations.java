package dev.postcar.internal.source;

import dev.postcar.AllowHazard;
import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.Rebuilds;
import dev.postcar.Requires;
import dev.postcar.Since;
import dev.postcar.Timeouts;
import dev.postcar.Until;
import dev.postcar.Uses;
import dev.postcar.internal.config.HazardIds;
import dev.postcar.internal.sql.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a migration's annotations say. */
final class MigrationAnnotations {

  private MigrationAnnotations() {}

  /** The required ones, each once; whether they exist is for the plan to say. */
  static List<MigrationId> requires(Class<?> type) throws Rejected {
    return read(
        "@Requires",
        () -> {
          Requires requires = type.getAnnotation(Requires.class);
          return requires == null ? List.of() : ids(requires.value(), requires.names());
        });
  }

  /** The views that stand in a migration's way, each once. */
  static List<MigrationId> rebuilds(Class<?> type, boolean transactional) throws Rejected {
    List<MigrationId> rebuilds =
        read(
            "@Rebuilds",
            () -> {
              Rebuilds annotation = type.getAnnotation(Rebuilds.class);
              return annotation == null ? List.of() : ids(annotation.value(), annotation.names());
            });
    if (!rebuilds.isEmpty() && !transactional) {
      throw rebuildsOutside("@NonTransactional", "@Rebuilds");
    }
    return rebuilds;
  }

  static Rejected rebuildsOutside(String nonTransactional, String rebuilds) {
    return new Rejected(
        ("it is %s and has %s, which needs one transaction for both: move what the views"
                + " block to a transactional migration")
            .formatted(nonTransactional, rebuilds));
  }

  /** The views that a view uses, each once. */
  static List<MigrationId> uses(Class<?> type) throws Rejected {
    return read(
        "@Uses",
        () -> {
          Uses uses = type.getAnnotation(Uses.class);
          return uses == null ? List.of() : ids(uses.value(), uses.names());
        });
  }

  /** Null where nothing is said. */
  static MigrationId since(Class<?> type) throws Rejected {
    return read(
        "@Since",
        () -> {
          Since since = type.getAnnotation(Since.class);
          return since == null ? null : id("@Since", since.value(), since.name());
        });
  }

  /** Null where nothing is said. */
  static MigrationId until(Class<?> type) throws Rejected {
    return read(
        "@Until",
        () -> {
          Until until = type.getAnnotation(Until.class);
          return until == null ? null : id("@Until", until.value(), until.name());
        });
  }

  private static List<MigrationId> ids(Class<?>[] classes, String[] names) {
    Set<MigrationId> ids = new LinkedHashSet<>();
    for (Class<?> one : classes) {
      ids.add(MigrationInstantiator.idOf(one));
    }
    for (String name : names) {
      ids.add(MigrationId.of(name.strip()));
    }
    return List.copyOf(ids);
  }

  private static MigrationId id(String annotation, Class<? extends Migration> type, String name)
      throws Rejected {
    if ((type == Migration.class) == name.isBlank()) {
      throw new Rejected("its " + annotation + " must name one migration, by class or by name");
    }
    return name.isBlank() ? MigrationInstantiator.idOf(type) : MigrationId.of(name.strip());
  }

  /** Reads an annotation. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws Rejected;
  }

  private static <T> T read(String annotation, Reading<T> reading) throws Rejected {
    try {
      return reading.read();
    } catch (TypeNotPresentException | ArrayStoreException | LinkageError e) {
      // The Java that reads the annotation decides which one it is.
      String missing =
          e instanceof TypeNotPresentException absent
              ? absent.typeName()
              : String.valueOf(e.getMessage()).replace('/', '.');
      throw new Rejected(
          "its %s names a class that does not exist (%s): restore it, or name it as text in names"
              .formatted(annotation, missing),
          e);
    }
  }

  /** The hazards that a migration allows. */
  static List<AllowedHazard> allows(Class<?> type) throws Rejected {
    List<AllowedHazard> allows = new ArrayList<>();
    for (AllowHazard one : type.getAnnotationsByType(AllowHazard.class)) {
      String unknown = HazardIds.problem(one.value());
      if (unknown != null) {
        throw new Rejected("its @AllowHazard: " + unknown);
      }
      if (one.because().isBlank()) {
        throw new Rejected("its @AllowHazard(\"" + one.value() + "\") has no reason: add because");
      }
      allows.add(new AllowedHazard(one.value(), one.because()));
    }
    return List.copyOf(allows);
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
