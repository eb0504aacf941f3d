/**
 * The public API: {@link dev.postcar.Postcar} (one method per operation), what a migration may be
 * ({@link dev.postcar.Migration}, {@link dev.postcar.CodeMigration} and the annotations) and how an
 * operation fails. What it returns is in {@link dev.postcar.result}.
 *
 * <p>Only these two packages are API. What is in {@code dev.postcar.internal} and {@code
 * dev.postcar.cli} changes without notice.
 */
package dev.postcar;
