/** SQL as text: the one lexer, literals and identifiers. Uses nothing. */
package dev.postcar.sql;
