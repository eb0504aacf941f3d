package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the migration that takes a {@link View} away: it is dropped before that one runs. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Until {

  /**
   * The migration, by class.
   *
   * @return {@link Migration} itself where it is named otherwise
   */
  Class<? extends Migration> value() default Migration.class;

  /**
   * The migration, by full name ({@code shop.migrations.M0009_DropBooks}).
   *
   * @return empty where it is named by class
   */
  String name() default "";
}
