package dev.postcar.internal.safer;

/**
 * One migration of a safe form.
 *
 * @param forward SQL; of code the statement that is repeated in batches
 * @param rollback SQL; null for none
 * @param brief whether it only takes locks for a moment, so that it must not wait long for them
 * @param about words that are added to the original's name; empty for the main work
 * @param deploy what code must be deployed before it; null for none
 */
public record SaferPart(
    boolean transactional,
    boolean batches,
    boolean brief,
    String forward,
    String rollback,
    String about,
    String deploy) {

  SaferPart irreversible() {
    return new SaferPart(transactional, batches, brief, forward, null, about, deploy);
  }

  SaferPart with(String words) {
    return new SaferPart(transactional, batches, brief, forward, rollback, words, deploy);
  }
}
