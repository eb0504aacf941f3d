/**
 * What is said: the events on the way, and how they look on a console and as JSON.
 *
 * <p>More than thirty files: one for the result of each command, by its name.
 */
package dev.postcar.internal.report;
