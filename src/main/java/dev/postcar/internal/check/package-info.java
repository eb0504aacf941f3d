/**
 * What can be checked without a database: the migrations, the branch that they go to, the lock
 * file. May use {@code source} and {@code plan}; never connects.
 */
package dev.postcar.internal.check;
