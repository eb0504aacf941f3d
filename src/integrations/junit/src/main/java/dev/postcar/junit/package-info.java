/** Gives each JUnit test a migrated PostgreSQL database of its own. */
package dev.postcar.junit;
