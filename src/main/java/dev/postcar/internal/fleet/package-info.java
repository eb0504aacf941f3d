/** Many targets: which they are, in what order and how many at a time, and what became of each. */
package dev.postcar.internal.fleet;
