/**
 * Migrations of other tools, read and written as postcar's own. Each format has one reader; all of
 * them make a {@link dev.postcar.internal.imports.ForeignProject}.
 */
package dev.postcar.internal.imports;
