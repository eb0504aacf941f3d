/**
 * postcar inside something that is not its own: an application's threads, pools and connection
 * wrappers, its hooks and reporters, or a PgBouncer in front of the server. Each test says what
 * must be as it was for the owner afterwards: session state, server connections of the pool, open
 * files, threads, temporary files.
 *
 * <p>A test that breaks a connection, a process or a disk belongs to {@code dev.postcar.faults}.
 */
package dev.postcar.embedding;
