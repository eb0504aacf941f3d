/**
 * The public API: {@link dev.postcar.Postcar} (one method per operation), what a migration may be
 * ({@link dev.postcar.Migration}, {@link dev.postcar.CodeMigration} and the annotations), what an
 * operation returns and how it fails.
 *
 * <p>Only {@code Postcar} and what is package-private here may use every other package; the other
 * public types use only each other.
 */
package dev.postcar;
