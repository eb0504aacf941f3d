/** What a running statement waits for, seen by another connection. Uses JDBC alone. */
package dev.postcar.internal.monitor;
