package dev.postcar.result;

import dev.postcar.PostcarException;
import java.util.List;

/**
 * What came of going forward, back and forward again with each migration.
 *
 * @param migrations in the order in which they run; none after the first whose forward SQL fails
 */
public record VerifyResult(List<Verified> migrations) implements Result {

  /** How it went with one migration. */
  public enum Outcome {
    /** The catalog came back exactly, twice. */
    OK,
    /** Something was not as before. */
    DIFFERS,
    /** Only definitions that hold the moment of their creation were not as before. */
    CREATION_TIME,
    /** Its forward SQL, or its rollback, does not run. */
    FAILED,
    /** It has no rollback: only its forward SQL was run. */
    IRREVERSIBLE
  }

  /**
   * One migration.
   *
   * @param id its full name
   * @param result how it went
   * @param differences what was not as it should be
   */
  public record Verified(String id, Outcome result, List<Difference> differences) {}

  /**
   * Something that was not as it should be.
   *
   * @param phase after what: {@code forward}, {@code rollback} or {@code second forward}
   * @param object kind and name; {@code error} for what the server said no to
   * @param before as it should be; null if it should not be there
   * @param after as it is; null if it is not there
   */
  public record Difference(String phase, String object, String before, String after) {}

  /** Takes a copy. */
  public VerifyResult {
    migrations = List.copyOf(migrations);
  }

  /** This, if nothing was found. */
  public VerifyResult orFindings(boolean strict) {
    long irreversible = strict ? count(Outcome.IRREVERSIBLE) : 0;
    long found = count(Outcome.DIFFERS) + count(Outcome.FAILED) + irreversible;
    if (found > 0) {
      throw new PostcarException.Findings(
          "%s of %s migrations %s not run forward, back and forward again cleanly%s."
              .formatted(
                  found,
                  migrations.size(),
                  found == 1 ? "does" : "do",
                  irreversible > 0 ? " (" + irreversible + " without a rollback)" : ""),
          this);
    }
    return this;
  }

  /**
   * Counts the migrations with a result.
   *
   * @param outcome the result
   * @return how many have it
   */
  public long count(Outcome outcome) {
    return migrations.stream().filter(one -> one.result() == outcome).count();
  }
}
