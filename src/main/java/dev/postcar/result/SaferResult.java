package dev.postcar.result;

import dev.postcar.HintLevel;
import java.util.List;

/**
 * The safe form of a migration.
 *
 * @param id the migration's full name
 * @param parts the migrations that replace it, in order; empty where it needs no other form
 * @param left the hints for which there is no form
 * @param proof what was compared on scratch databases; empty where there are no parts
 * @param files the source files that were written; empty where nothing was written
 */
public record SaferResult(
    String id, List<Part> parts, List<Left> left, List<Check> proof, List<String> files)
    implements Result {

  /**
   * A migration.
   *
   * @param id its full name
   * @param transactional whether it runs in a transaction
   * @param batches whether it is code that repeats its SQL in batches
   * @param forward SQL
   * @param rollback SQL; null for none
   * @param deploy the code that must be deployed before it; null for none
   */
  public record Part(
      String id,
      boolean transactional,
      boolean batches,
      String forward,
      String rollback,
      String deploy) {}

  /**
   * A hint without a form.
   *
   * @param hint its id
   * @param level how much it matters
   * @param reason why there is none
   */
  public record Left(String hint, HintLevel level, String reason) {}

  /**
   * A line of the proof.
   *
   * @param name what was compared
   * @param proven whether it is as it must be
   * @param detail what was seen
   */
  public record Check(String name, boolean proven, String detail) {}

  /** Takes copies. */
  public SaferResult {
    parts = List.copyOf(parts);
    left = List.copyOf(left);
    proof = List.copyOf(proof);
    files = List.copyOf(files);
  }

  /**
   * Returns whether there is a safe form and all of its proof holds.
   *
   * @return false where there is none
   */
  public boolean proven() {
    return !parts.isEmpty() && proof.stream().allMatch(Check::proven);
  }
}
