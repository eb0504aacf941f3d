package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Time limits of one migration, in place of the configured ones. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Timeouts {

  /**
   * How long a statement may wait for a lock ({@code lock_timeout}), such as {@code 5s}; {@code
   * off} for no limit.
   *
   * @return a duration, or the empty text for the configured one
   */
  String lock() default "";

  /**
   * How long a statement may run ({@code statement_timeout}), such as {@code 10min}; {@code off}
   * for no limit.
   *
   * @return a duration, or the empty text for the configured one
   */
  String statement() default "";
}
