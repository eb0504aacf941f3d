/**
 * What each statement of a migration does to the tables: the locks it takes, what it rewrites and
 * scans, and which of that would hurt in production. Uses run, and the rooms below it.
 */
package dev.postcar.internal.trace;
