/**
 * The operating system: whose files these are, what only the user may read, what a child process
 * sees. Uses nothing of postcar.
 */
package dev.postcar.internal.os;
