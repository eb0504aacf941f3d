/**
 * The public API: {@link dev.postcar.Postcar} (one method per operation), what a migration may be
 * ({@link dev.postcar.Migration}, {@link dev.postcar.CodeMigration} and the annotations), what an
 * operation returns and how it fails.
 *
 * <p>{@code Postcar} alone may use every other package; the other types here use only each other.
 */
package dev.postcar;
