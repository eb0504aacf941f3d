/**
 * One connection: how it is opened, what the server is, the state that migrations start from, how a
 * message is sent and cancelled, and the runner lock. The only package that uses HikariCP and the
 * driver's own protocol. Not API.
 *
 * <p>More than thirty files: one for each thing that the driver leaves to its caller, such as keys,
 * sockets, deadlines and texts that it cannot decode.
 */
package dev.postcar.internal.session;
