package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the migration from which on a {@link View} can be created as its class says; without it,
 * the first one of its package that is applied.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Since {

  /**
   * The migration, by class.
   *
   * @return {@link Migration} itself where it is named otherwise
   */
  Class<? extends Migration> value() default Migration.class;

  /**
   * The migration, by full name ({@code shop.migrations.M0002_Books}).
   *
   * @return empty where it is named by class
   */
  String name() default "";
}
