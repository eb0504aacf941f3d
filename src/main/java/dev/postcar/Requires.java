package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names migrations, of this or of another package, that must be applied before this one. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Requires {

  /**
   * The required migrations, by class.
   *
   * @return possibly empty
   */
  Class<? extends Migration>[] value() default {};

  /**
   * The required migrations, by full name ({@code billing.migrations.M0002_Plans}).
   *
   * @return possibly empty
   */
  String[] names() default {};
}
