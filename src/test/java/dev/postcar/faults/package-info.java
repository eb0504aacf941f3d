/**
 * Something goes wrong while postcar runs: a connection is cut, a server, a client or a code
 * migration ends in the middle, a disk is full, another session holds a lock, another runner works
 * at the same time, somebody else has changed the bookkeeping. Each test makes one such fault and
 * says what must be true of the database afterwards, and of what was printed.
 *
 * <p>What holds without a fault as well, because postcar runs inside somebody else's program or
 * behind a pooler, belongs to {@code dev.postcar.embedding}. The sweeps with random faults run in
 * full with {@code -Pfaults}.
 */
package dev.postcar.faults;
