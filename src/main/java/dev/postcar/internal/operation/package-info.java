/**
 * One class for each command: this listing is the list of commands. {@link
 * dev.postcar.internal.operation.PlannedOperation} is the line that migrate, rollback and all that
 * write the history follow. Not API.
 *
 * <p>More than thirty files: there are that many commands, and what several of them share.
 */
package dev.postcar.internal.operation;
