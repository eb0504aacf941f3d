/**
 * What a running statement waits for and how far it is, seen by another connection. Uses JDBC and
 * the events alone.
 */
package dev.postcar.internal.monitor;
