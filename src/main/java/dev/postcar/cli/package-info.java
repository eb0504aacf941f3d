/**
 * The command line: each command builds the settings, calls one method of {@link
 * dev.postcar.Postcar}, and prints. No JDBC here. The only package that uses picocli. Not API.
 *
 * <p>More than thirty files: one for each command.
 */
package dev.postcar.cli;
