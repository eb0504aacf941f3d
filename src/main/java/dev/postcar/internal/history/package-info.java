/**
 * What the database remembers: the only reader and writer of the bookkeeping schema. Uses the root
 * types, {@code sql} and JDBC.
 */
package dev.postcar.internal.history;
