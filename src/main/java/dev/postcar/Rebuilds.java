package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the managed views that stand in a migration's way: they, and all that use them, are dropped
 * before it and created again after it, in its transaction.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Rebuilds {

  /**
   * The views, by class.
   *
   * @return possibly empty
   */
  Class<? extends View>[] value() default {};

  /**
   * The views, by full name ({@code shop.migrations.BookSales}).
   *
   * @return possibly empty
   */
  String[] names() default {};
}
