/**
 * What is to be done, worked out from what exists and what the database remembers: pure, without
 * JDBC and without I/O. Uses the root types, and the records of {@code source} and {@code history}.
 */
package dev.postcar.internal.plan;
