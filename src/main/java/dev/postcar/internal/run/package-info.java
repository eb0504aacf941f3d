/**
 * Does what the plan says: the transactions, retries, the journal, and what a failure left. Makes
 * no plan. Not API.
 *
 * <p>More than thirty files: a transaction, its failure and its recovery know each other, and each
 * file is one step of that.
 */
package dev.postcar.internal.run;
