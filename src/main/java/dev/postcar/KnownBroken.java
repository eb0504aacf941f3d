package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares that a migration's rollback is known not to restore the schema: {@code verify} reports
 * it with the reason, and it is no finding. Once the rollback works, that is one: then remove the
 * annotation.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KnownBroken {

  /**
   * Why it is, and stays so.
   *
   * @return not blank
   */
  String value();
}
