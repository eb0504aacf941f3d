package dev.postcar;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a {@link NonTransactional} {@link CodeMigration} whose forward fails take back at once what
 * it did: its {@code rollback(Context)} runs, with {@link Direction#COMPENSATE} as direction.
 *
 * <p>It runs after an exception of {@code forward(Context)} when that was applied by a migrate, and
 * never otherwise: not when another runner was faster, not when the connection was lost, not when
 * the operator ended the run, not when a resume or a rollback fails. If it ends well, the migration
 * is pending again; if not, it stays interrupted, and both failures are reported.
 *
 * <p>Forward may have failed <em>because</em> what it makes was already there. So take back only
 * what this attempt has made; both methods are called on the same object, whose fields may remember
 * it.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Compensate {}
