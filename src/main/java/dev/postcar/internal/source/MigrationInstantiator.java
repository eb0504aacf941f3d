package dev.postcar.internal.source;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.NonTransactional;
import dev.postcar.View;
import dev.postcar.internal.os.TextFile;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** Makes one found class a migration or a view, or says in one line why it is none. */
final class MigrationInstantiator {

  private MigrationInstantiator() {}

  /**
   * Loads a class, instantiates it and calls it twice; empty for a class that is neither, nor is
   * named like a migration.
   */
  static Optional<Available> load(PackageScan.Found found) throws Rejected {
    Class<?> type;
    try {
      type = Class.forName(found.name(), false, found.loader());
    } catch (ClassNotFoundException | LinkageError e) {
      if (found.suspect()) {
        throw LoadErrors.whileLoading(e);
      }
      return Optional.empty();
    }
    if (ClassRules.isBystander(type)) {
      return Optional.empty();
    }
    refuseTwice(type, found);
    try {
      if (ClassRules.isView(type)) {
        ClassRules.checkView(type);
        return Optional.of(view(type));
      }
      ClassRules.check(type);
      return Optional.of(read(type));
    } catch (Rejected e) {
      throw e;
    } catch (Exception | LinkageError e) {
      // Reflection resolves the classes that signatures and annotations name, and so may fail late.
      throw LoadErrors.whileLoading(e);
    }
  }

  static MigrationId idOf(Class<?> type) {
    return new MigrationId(type.getPackageName(), type.getSimpleName());
  }

  /** A child loader asks its parent first, so that an older copy there would win unseen. */
  private static void refuseTwice(Class<?> type, PackageScan.Found found) throws Rejected {
    if (found.configured() && type.getClassLoader() != found.loader()) {
      throw new Rejected(
          "found both in " + found.place() + " and on the caller's class path; remove one");
    }
  }

  private static AvailableMigration read(Class<?> type)
      throws Rejected, ReflectiveOperationException {
    Migration instance = (Migration) instantiate(type);
    boolean transactional = !type.isAnnotationPresent(NonTransactional.class);
    ClassRules.checkCompensate(type, transactional);
    ClassRules.checkKnownBroken(type);
    return instance instanceof CodeMigration code
        ? code(type, code, transactional)
        : sql(type, instance, transactional);
  }

  private static AvailableView view(Class<?> type) throws Rejected, ReflectiveOperationException {
    View instance = (View) instantiate(type);
    String up = steadySql("up()", instance::up);
    String down = steadySql("down()", instance::down);
    SqlRules.checkView(SqlPlace.method("up()"), up, SqlPlace.method("down()"), down);
    return new AvailableView(
        idOf(type),
        up,
        down,
        Checksum.of(up),
        Checksum.of(down),
        MigrationAnnotations.uses(type),
        MigrationAnnotations.since(type),
        MigrationAnnotations.until(type),
        null);
  }

  private static AvailableMigration sql(Class<?> type, Migration instance, boolean transactional)
      throws Rejected {
    String forward = steadySql("forward()", instance::forward);
    String rollback = steadySql("rollback()", instance::rollback);
    SqlRules.check(forward, rollback, transactional);
    return new AvailableMigration(
        idOf(type),
        instance,
        forward,
        rollback,
        Checksum.of(forward),
        false,
        rollback != null,
        transactional,
        MigrationAnnotations.requires(type),
        Replacements.of(type),
        MigrationAnnotations.lockTimeout(type),
        MigrationAnnotations.statementTimeout(type),
        MigrationAnnotations.rebuilds(type, transactional),
        MigrationAnnotations.allows(type));
  }

  private static AvailableMigration code(
      Class<?> type, CodeMigration instance, boolean transactional)
      throws Rejected, NoSuchMethodException {
    String version = repeatable("version()", instance::version);
    if (version != null) {
      SqlRules.checkSendable(SqlPlace.method("version()"), version);
    }
    Class<?> reverser = type.getMethod("rollback", Context.class).getDeclaringClass();
    return new AvailableMigration(
        idOf(type),
        instance,
        null,
        null,
        version == null ? null : Checksum.of(version),
        true,
        reverser != CodeMigration.class,
        transactional,
        MigrationAnnotations.requires(type),
        Replacements.of(type),
        MigrationAnnotations.lockTimeout(type),
        MigrationAnnotations.statementTimeout(type),
        MigrationAnnotations.rebuilds(type, transactional),
        MigrationAnnotations.allows(type));
  }

  private static Object instantiate(Class<?> type) throws Rejected, ReflectiveOperationException {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      if (!Modifier.isPublic(constructor.getModifiers())) {
        throw new NoSuchMethodException("not public: " + constructor);
      }
      return constructor.newInstance();
    } catch (NoSuchMethodException e) {
      throw new Rejected("it has no public constructor without parameters: add one", e);
    } catch (InvocationTargetException e) {
      throw failed("its constructor", e.getCause());
    } catch (ExceptionInInitializerError e) {
      throw failed("its static initialiser", e.getCause() == null ? e : e.getCause());
    }
  }

  /** Calls twice: text that changes from call to call has no checksum. */
  private static String repeatable(String method, Supplier<String> supplier) throws Rejected {
    String first;
    String second;
    try {
      first = supplier.get();
      second = supplier.get();
    } catch (Throwable e) {
      // Also StackOverflowError and OutOfMemoryError: they are this migration's, not postcar's.
      throw failed(method, e);
    }
    if (!Objects.equals(first, second)) {
      throw new Rejected(
          method
              + " returns different text on two calls: remove times, random numbers and counters");
    }
    return first;
  }

  private static String steadySql(String method, Supplier<String> supplier) throws Rejected {
    // The text may be a file's; psql -f removes the mark too.
    return TextFile.withoutMark(repeatable(method, supplier));
  }

  private static Rejected failed(String what, Throwable thrown) {
    // The failure of a static initialiser shows wherever the class is first used.
    Throwable shown =
        thrown instanceof ExceptionInInitializerError && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return new Rejected(
        what + " throws " + LoadErrors.line(shown) + ": fix it; the method may only return text",
        thrown);
  }
}
