/**
 * Does what the plan says: the transactions, retries, the journal, and what a failure left. Makes
 * no plan. Not API.
 */
package dev.postcar.internal.run;
