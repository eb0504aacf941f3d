package dev.postcar.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Allows a hint in {@link MigrationAssertions#assertNoHazard}: on a test, its class or a migration.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(AllowHazard.List.class)
public @interface AllowHazard {

  /**
   * Which hint.
   *
   * @return its ID, such as {@code index-blocks-writes}
   */
  String value();

  /**
   * In which migration a test allows it.
   *
   * @return the migration's simple or full name; empty for all
   */
  String migration() default "";

  /**
   * Why it is allowed.
   *
   * @return for the reader
   */
  String because() default "";

  /** Several of them. */
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @Documented
  @Inherited
  @interface List {

    /**
     * The hints.
     *
     * @return all of them
     */
    AllowHazard[] value();
  }
}
