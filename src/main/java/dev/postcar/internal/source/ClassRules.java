package dev.postcar.internal.source;

import dev.postcar.CodeMigration;
import dev.postcar.Compensate;
import dev.postcar.Context;
import dev.postcar.KnownBroken;
import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.View;
import java.lang.reflect.Modifier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a migration's class must be, before it is instantiated. */
final class ClassRules {

  private static final Pattern NEARLY =
      Pattern.compile("[Mm](\\d+)_*(\\w*?)", Pattern.UNICODE_CHARACTER_CLASS);

  private static final String FORM = "a migration's name is M, at least four digits, _ and words";

  private ClassRules() {}

  /** Whether a class may stand in the package without being a migration. */
  static boolean isBystander(Class<?> type) {
    return !MigrationId.isName(type.getSimpleName())
        && ((!Migration.class.isAssignableFrom(type)
                && !View.class.isAssignableFrom(type)
                && !extendsAnotherCopy(type))
            || Modifier.isAbstract(type.getModifiers())
            || type.isAnonymousClass()
            || type.isLocalClass());
  }

  static boolean isView(Class<?> type) {
    return View.class.isAssignableFrom(type) && !MigrationId.isName(type.getSimpleName());
  }

  /** What a view's class must be; any name but a migration's will do. */
  static void checkView(Class<?> type) throws Rejected {
    checkReach(type);
  }

  static void check(Class<?> type) throws Rejected {
    if (!Migration.class.isAssignableFrom(type)) {
      throw new Rejected(
          extendsAnotherCopy(type)
              ? "it extends another copy of dev.postcar.Migration: remove the second postcar from"
                  + " the class path"
              : View.class.isAssignableFrom(type)
                  ? "it is a view named like a migration: rename the class"
                  : "it is named like a migration but does not extend dev.postcar.Migration: extend"
                      + " it, or rename the class");
    }
    if (!MigrationId.isName(type.getSimpleName())) {
      throw new Rejected(misnamed(type.getSimpleName()));
    }
    if (Modifier.isAbstract(type.getModifiers())) {
      throw new Rejected("it is abstract: implement it, or rename it");
    }
    checkReach(type);
  }

  private static void checkReach(Class<?> type) throws Rejected {
    if (!Modifier.isPublic(type.getModifiers())) {
      throw new Rejected(
          type.isLocalClass()
              ? "it is declared inside a method: make it a public class of its own"
              : "it is not public: make it public");
    }
    if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
      throw new Rejected(
          "it is an inner class of "
              + type.getEnclosingClass().getSimpleName()
              + ": make it static, or a class of its own");
    }
  }

  static void checkKnownBroken(Class<?> type) throws Rejected {
    KnownBroken known = type.getAnnotation(KnownBroken.class);
    if (known != null && known.value().isBlank()) {
      throw new Rejected("its @KnownBroken needs a reason");
    }
  }

  static void checkCompensate(Class<?> type, boolean transactional)
      throws Rejected, NoSuchMethodException {
    if (!type.isAnnotationPresent(Compensate.class)) {
      return;
    }
    if (transactional || !CodeMigration.class.isAssignableFrom(type)) {
      throw new Rejected(
          "its @Compensate is for a @NonTransactional CodeMigration; the server rolls a"
              + " transaction back by itself: remove it");
    }
    if (type.getMethod("rollback", Context.class).getDeclaringClass() == CodeMigration.class) {
      throw new Rejected("its @Compensate needs a rollback(Context): add one");
    }
  }

  private static boolean extendsAnotherCopy(Class<?> type) {
    for (Class<?> one = type.getSuperclass(); one != null; one = one.getSuperclass()) {
      if ((one.getName().equals(Migration.class.getName()) && one != Migration.class)
          || (one.getName().equals(View.class.getName()) && one != View.class)) {
        return true;
      }
    }
    return false;
  }

  private static String misnamed(String name) {
    Matcher nearly = NEARLY.matcher(name);
    if (!nearly.matches() || nearly.group(2).isEmpty()) {
      return FORM + ", such as M0001_Init: rename the class, or make it abstract if it is a base";
    }
    String digits = nearly.group(1);
    String padded = "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    return FORM + ": rename it to M" + padded + "_" + nearly.group(2);
  }
}
