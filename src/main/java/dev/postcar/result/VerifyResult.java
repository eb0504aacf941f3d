package dev.postcar.result;

import dev.postcar.PostcarException;
import java.util.List;

/**
 * What came of going forward, back and forward again with each migration.
 *
 * @param migrations in the order in which they run; none after the first whose forward SQL fails
 */
public record VerifyResult(List<Verified> migrations) implements Result {

  /** How it went with one migration, or a group. */
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
    IRREVERSIBLE,
    /** Its rollback differs or fails, as its {@link dev.postcar.KnownBroken} says. */
    KNOWN_BROKEN,
    /** Its rollback works, but a {@link dev.postcar.KnownBroken} says that it does not. */
    NOT_BROKEN
  }

  /**
   * One migration, or a group that goes forward and back together.
   *
   * @param id its full name; that of the group's first migration
   * @param result how it went
   * @param differences what was not as it should be
   * @param through the full name of the group's last migration; null for one migration
   * @param reason why it is known to be broken; null where it is not
   * @param drops the tables and columns that its rollback drops and the configured database has,
   *     with their rows there; empty where no database can be reached
   */
  public record Verified(
      String id,
      Outcome result,
      List<Difference> differences,
      String through,
      String reason,
      List<PlanResult.Drop> drops) {

    /** Takes copies. */
    public Verified {
      differences = List.copyOf(differences);
      drops = List.copyOf(drops);
    }

    /**
     * One migration.
     *
     * @param id its full name
     * @param result how it went
     * @param differences what was not as it should be
     */
    public Verified(String id, Outcome result, List<Difference> differences) {
      this(id, result, differences, null, null, List.of());
    }
  }

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
    long notBroken = count(Outcome.NOT_BROKEN);
    long broken = count(Outcome.DIFFERS) + count(Outcome.FAILED) + irreversible;
    if (broken > 0) {
      throw new PostcarException.Findings(
          "%s of %s migrations %s not run forward, back and forward again cleanly%s."
              .formatted(
                  broken,
                  migrations.size(),
                  broken == 1 ? "does" : "do",
                  irreversible > 0 ? " (" + irreversible + " without a rollback)" : ""),
          this);
    } else if (notBroken > 0) {
      throw new PostcarException.Findings(
          "%s of %s migrations declared as known to be broken %s: remove the declaration."
              .formatted(notBroken, migrations.size(), notBroken == 1 ? "works" : "work"),
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
