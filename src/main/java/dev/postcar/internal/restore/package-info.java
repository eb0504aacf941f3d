/** Dumps: how they are read, and loaded into an empty database in one transaction. Not API. */
package dev.postcar.internal.restore;
