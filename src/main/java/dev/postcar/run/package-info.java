/**
 * Does what the plan says: connections, the runner lock, the transactions, retries and the journal.
 * Uses {@code history}, {@code plan}, {@code report}, {@code monitor}, {@code sql} and JDBC.
 */
package dev.postcar.run;
