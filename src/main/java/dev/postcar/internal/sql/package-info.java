/**
 * SQL as text: the one lexer, literals, identifiers, durations, and the nearest word. Uses nothing.
 */
package dev.postcar.internal.sql;
