package dev.postcar.internal.operation;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.safer.SaferPart;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.edit.SaferSources;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers and names of the parts that take a migration's place.
 *
 * @param longest the configured wait for a lock; zero for any
 */
record SaferNumbers(MigrationId original, Duration longest) {

  /** For so long, the traffic may have to wait behind a migration that waits itself. */
  private static final Duration BRIEFLY = Duration.ofMillis(200);

  /** With the numbers from the original's on. */
  List<SaferSources.NewMigration> of(List<SaferPart> parts) {
    List<SaferSources.NewMigration> named = new ArrayList<>();
    String digits = original.sequence();
    String words = original.name().substring(1 + digits.length());
    for (SaferPart part : parts) {
      BigInteger number = new BigInteger(digits).add(BigInteger.valueOf(named.size()));
      String text = number.toString();
      String padded = "0".repeat(Math.max(0, digits.length() - text.length())) + text;
      named.add(
          new SaferSources.NewMigration(
              new MigrationId(original.packageName(), "M" + padded + words + part.about()),
              part.forward(),
              part.rollback(),
              part.transactional(),
              part.batches(),
              part.brief() && (longest.isZero() || longest.compareTo(BRIEFLY) > 0)
                  ? BRIEFLY.toMillis() + "ms"
                  : null,
              part.deploy() == null ? null : "Deploy first: " + part.deploy()));
    }
    return named;
  }

  /**
   * Other migrations of the package keep their numbers.
   *
   * @throws PostcarException.Refusal if one of them has a number that is needed
   */
  void refuseTaken(List<SaferSources.NewMigration> parts, List<AvailableMigration> known) {
    BigInteger last = parts.get(parts.size() - 1).id().sequenceNumber();
    for (AvailableMigration one : known) {
      boolean taken =
          one.id().packageName().equals(original.packageName())
              && one.id().compareTo(original) > 0
              && one.id().sequenceNumber().compareTo(last) <= 0;
      if (taken) {
        throw new PostcarException.Refusal(
            """
            Refused: the %d parts of %s need the numbers up to %s, and %s has one of them. Nothing was changed.
            Next: run "postcar renumber %s", then rerun the command with its new number. If a later migration needs it, renumber that one too."""
                .formatted(parts.size(), original, last, one.id().name(), original.name()));
      }
    }
  }
}
