package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the migrations that this one stands for: a squash. Their classes are deleted.
 *
 * <p>A database that has applied all of them records this one without running it; one that has
 * applied only some of them is refused; any other runs it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Replaces.All.class)
public @interface Replaces {

  /**
   * The replaced migrations, as text: simple names of the same package ({@code M0001_Init}) or full
   * ones ({@code billing.migrations.M0002_Plans}).
   *
   * @return at least one
   */
  String[] value();

  /**
   * The replaced squash that had itself replaced these; a database has either it or all of them.
   *
   * @return empty where this migration replaces them itself
   */
  String by() default "";

  /** Several of them on one class. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {

    /**
     * Each of them.
     *
     * @return never empty
     */
    Replaces[] value();
  }
}
