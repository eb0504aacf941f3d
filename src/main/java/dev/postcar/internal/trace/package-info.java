/**
 * What each statement of a migration does to the tables: the locks it takes, what it rewrites and
 * scans, and which of that would hurt in production. Uses run, and the rooms below it.
 *
 * <p>More than thirty files: one for each family of hazards.
 */
package dev.postcar.internal.trace;
