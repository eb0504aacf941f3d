package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a migration whose statements the server refuses inside a transaction block (SQLSTATE
 * 25001): {@code create index concurrently}, {@code vacuum}, {@code alter system} ...
 *
 * <p>It runs statement by statement, each one journalled.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface NonTransactional {}
