package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the views that a {@link View} is built on: they are created before it and dropped after it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Uses {

  /**
   * The used views, by class.
   *
   * @return possibly empty
   */
  Class<? extends View>[] value() default {};

  /**
   * The used views, by full name ({@code shop.migrations.BookSales}).
   *
   * @return possibly empty
   */
  String[] names() default {};
}
