package dev.postcar.source;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.NonTransactional;
import dev.postcar.Requires;
import dev.postcar.Timeouts;
import dev.postcar.sql.Durations;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/** Makes one found class a migration, or says in one line why it is none. */
final class Loading {

  private Loading() {}

  /** A class that is no migration, and why: what to put behind its name. */
  static final class Rejected extends Exception {
    private static final long serialVersionUID = 1L;

    Rejected(String problem, Throwable cause) {
      super(problem, cause);
    }
  }

  static AvailableMigration load(PackageScan.Found found) throws Rejected {
    MigrationId id = MigrationId.of(found.name());
    Class<?> type = type(found);
    refuseMisnamed(id, type, found);
    Migration instance = instantiate(type);
    boolean transactional = !type.isAnnotationPresent(NonTransactional.class);
    boolean code = instance instanceof CodeMigration;
    String forward = code ? null : steady("forward()", instance::forward);
    String rollback = code ? null : steady("rollback()", instance::rollback);
    if (!code) {
      if (forward == null) {
        throw new Rejected("forward() returns null: return the SQL of this migration", null);
      }
      refuseSql("forward()", forward, transactional);
      if (rollback != null) {
        refuseSql("rollback()", rollback, transactional);
      }
    }
    String version = code ? steady("version()", ((CodeMigration) instance)::version) : null;
    return new AvailableMigration(
        id,
        instance,
        forward,
        rollback,
        code ? version == null ? null : Checksum.of(version) : Checksum.of(forward),
        code,
        code ? overridesRollback(type) : rollback != null,
        transactional,
        requires(type),
        timeout(type, true),
        timeout(type, false));
  }

  private static Class<?> type(PackageScan.Found found) throws Rejected {
    try {
      return Class.forName(found.name(), false, found.loader());
    } catch (UnsupportedClassVersionError e) {
      throw new Rejected(
          "it was compiled for a newer Java than this one ("
              + Runtime.version().feature()
              + "): run postcar on that, or compile it for this",
          e);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new Rejected("it cannot be loaded: " + e, e);
    }
  }

  private static void refuseMisnamed(MigrationId id, Class<?> type, PackageScan.Found found)
      throws Rejected {
    boolean migration = Migration.class.isAssignableFrom(type);
    if (!migration) {
      throw new Rejected(
          found.migration()
              ? "it extends another copy of dev.postcar.Migration: take the second postcar off the"
                  + " class path"
              : "it is named like a migration but does not extend dev.postcar.Migration: extend it,"
                  + " or rename the class",
          null);
    }
    if (!MigrationId.NAME.matcher(id.name()).matches()) {
      throw new Rejected(
          "a migration's name is M, at least four digits, _ and words, such as M0001_Init: rename"
              + " the class, or make it abstract if it is only a base",
          null);
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw new Rejected("it is abstract: implement it, or name it otherwise", null);
    }
    if (!Modifier.isPublic(type.getModifiers())) {
      throw new Rejected("it is not public: make it public", null);
    }
  }

  private static Migration instantiate(Class<?> type) throws Rejected {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      if (!Modifier.isPublic(constructor.getModifiers())) {
        throw new NoSuchMethodException();
      }
      return (Migration) constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new Rejected("it has no public constructor without parameters: add one", e);
    } catch (InvocationTargetException e) {
      throw new Rejected("its constructor throws " + e.getCause(), e.getCause());
    } catch (ExceptionInInitializerError e) {
      throw new Rejected("its static initialiser throws " + e.getCause(), e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new Rejected("it cannot be created: " + e, e);
    }
  }

  /** Calls twice: text that changes from call to call has no checksum. */
  private static String steady(String method, Supplier<String> supplier) throws Rejected {
    try {
      String first = supplier.get();
      if (!Objects.equals(first, supplier.get())) {
        throw new Rejected(
            method
                + " returns different text on two calls: leave out times, random numbers and"
                + " counters",
            null);
      }
      return first;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | LinkageError e) {
      throw new Rejected(method + " throws " + e, e);
    }
  }

  private static void refuseSql(String method, String sql, boolean transactional) throws Rejected {
    String problem = SqlRules.problem(method, sql, transactional);
    if (problem != null) {
      throw new Rejected(problem, null);
    }
  }

  private static boolean overridesRollback(Class<?> type) throws Rejected {
    try {
      return type.getMethod("rollback", Context.class).getDeclaringClass() != CodeMigration.class;
    } catch (NoSuchMethodException e) {
      throw new Rejected("it cannot be loaded: " + e, e);
    }
  }

  private static List<MigrationId> requires(Class<?> type) throws Rejected {
    try {
      List<MigrationId> required = new ArrayList<>();
      Requires requires = type.getAnnotation(Requires.class);
      if (requires != null) {
        for (Class<? extends Migration> one : requires.value()) {
          required.add(MigrationId.of(one.getName()));
        }
        for (String name : requires.names()) {
          required.add(MigrationId.of(name.strip()));
        }
      }
      return List.copyOf(required);
    } catch (TypeNotPresentException | ArrayStoreException | LinkageError e) {
      throw new Rejected(
          "its @Requires names a class that is not there ("
              + e.getMessage()
              + "): name it as text in names, or bring it back",
          e);
    }
  }

  private static Duration timeout(Class<?> type, boolean lock) throws Rejected {
    Timeouts timeouts = type.getAnnotation(Timeouts.class);
    String text = timeouts == null ? "" : lock ? timeouts.lock() : timeouts.statement();
    try {
      return text.isEmpty() ? null : Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Rejected("its @Timeouts: " + e.getMessage(), e);
    }
  }
}
