/**
 * Databases of postcar's own making: the embedded server. The only package that unpacks and starts
 * PostgreSQL. Uses the root types.
 */
package dev.postcar.schema;
