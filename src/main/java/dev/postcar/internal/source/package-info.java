/**
 * Which migrations exist: compiled, scanned, loaded and refused where they are wrong, before any
 * connection. The only package that uses ClassGraph. Uses the root types and {@code sql}.
 */
package dev.postcar.internal.source;
