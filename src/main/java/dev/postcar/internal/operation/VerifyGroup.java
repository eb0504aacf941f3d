package dev.postcar.internal.operation;

import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.result.PlanResult.Drop;
import dev.postcar.result.VerifyResult.Difference;
import dev.postcar.result.VerifyResult.Outcome;
import dev.postcar.result.VerifyResult.Verified;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Migrations that are verified together.
 *
 * @param first full name of the first one
 * @param last full name of the last one
 * @param knownBroken why some are known to be broken; null where none is
 */
record VerifyGroup(String first, String last, String knownBroken) {

  static VerifyGroup of(List<AvailableMigration> migrations) {
    String reasons =
        migrations.stream()
            .map(AvailableMigration::knownBroken)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return new VerifyGroup(
        migrations.get(0).id().toString(),
        migrations.get(migrations.size() - 1).id().toString(),
        reasons.isEmpty() ? null : reasons);
  }

  boolean isOne() {
    return first.equals(last);
  }

  Verified verified(Outcome result, List<Difference> differences, List<Drop> drops) {
    return new Verified(first, result, differences, isOne() ? null : last, null, drops);
  }

  /** What is known to be broken is as expected if it is; several may work only together. */
  Verified judged(Verified found) {
    boolean works = found.result() == Outcome.OK || found.result() == Outcome.CREATION_TIME;
    if (knownBroken == null || (works && !isOne())) {
      return found;
    }
    return new Verified(
        found.id(),
        works ? Outcome.NOT_BROKEN : Outcome.KNOWN_BROKEN,
        found.differences(),
        found.through(),
        knownBroken,
        found.drops());
  }
}
