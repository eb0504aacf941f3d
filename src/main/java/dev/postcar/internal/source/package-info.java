/**
 * Which migrations exist: compiled, scanned, loaded and refused where they are wrong, before any
 * connection. The only package that uses ClassGraph. Uses the root types and {@code sql}.
 *
 * <p>More than thirty files: to compile, to scan and to judge what was found are one request.
 */
package dev.postcar.internal.source;
