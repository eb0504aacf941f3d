package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Allows a hazard that {@code trace} would warn of: on a migration, or with JUnit on a test or its
 * class.
 *
 * <p>It does not count in the migration's checksum. An unknown ID and a blank reason are refused
 * when the migration is loaded.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Inherited
@Repeatable(AllowHazard.All.class)
public @interface AllowHazard {

  /**
   * Which hazard.
   *
   * @return its ID, such as {@code create-index-blocks-writes}
   */
  String value();

  /**
   * Why it does no harm here.
   *
   * @return not blank
   */
  String because();

  /** Several of them. */
  @Documented
  @Retention(RetentionPolicy.RUNTIME)
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Inherited
  @interface All {

    /**
     * Each of them.
     *
     * @return never empty
     */
    AllowHazard[] value();
  }
}
