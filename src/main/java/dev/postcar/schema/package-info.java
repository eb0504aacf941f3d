/**
 * Databases of postcar's own making, and what the catalogs of any database say: the embedded
 * server, scratch databases, snapshots and their differences. The only package that unpacks and
 * starts PostgreSQL. Uses the root types, {@code sql} and JDBC.
 */
package dev.postcar.schema;
