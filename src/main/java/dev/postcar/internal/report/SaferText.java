package dev.postcar.internal.report;

import dev.postcar.result.SaferResult;
import java.util.List;
import java.util.Locale;

/** A safe form and its proof, as a person reads them. */
public final class SaferText {

  private SaferText() {}

  /** The whole page. */
  public static String of(SaferResult result) {
    StringBuilder text = new StringBuilder();
    if (result.parts().isEmpty()) {
      text.append(result.id())
          .append(
              result.left().isEmpty()
                  ? " needs no other form.\n"
                  : " has no safe form; it stays as it is.\n");
    } else {
      text.append(result.id())
          .append(" in its safe form: ")
          .append(Counts.text(result.parts().size(), "migration"))
          .append("\n");
      result.parts().forEach(part -> append(text, part));
    }
    for (SaferResult.Left left : result.left()) {
      text.append(
          "\nno form for %s (%s): %s".formatted(left.hint(), left.level().text(), left.reason()));
    }
    text.append(result.left().isEmpty() ? "" : "\n");
    if (!result.proof().isEmpty()) {
      text.append("\nProof, on a scratch database:\n");
    }
    for (SaferResult.Check check : result.proof()) {
      text.append(
          "  %-10s  %-29s  %s\n"
              .formatted(check.proven() ? "proved" : "NOT PROVED", check.name(), check.detail()));
    }
    rehearsed(text, result.rehearsed());
    result.files().forEach(file -> text.append("Wrote ").append(file).append("\n"));
    if (result.files().isEmpty() && !result.parts().isEmpty()) {
      text.append(
          result.proven()
              ? "Nothing was changed. Next: add --write to replace the migration."
              : "Nothing was changed: what is not proved is not written.");
    }
    return text.toString().stripTrailing();
  }

  private static void rehearsed(StringBuilder text, List<SaferResult.Rehearsed> forms) {
    if (forms.isEmpty()) {
      return;
    }
    text.append("\nUnder traffic:\n  %-11s".formatted(""));
    text.append("      took  readers waited  writers waited  p99 before  p99 during  failed\n");
    for (SaferResult.Rehearsed one : forms) {
      if (!one.measured()) {
        text.append("  %-11s  not measured: %s\n".formatted(one.form(), one.failure()));
        continue;
      }
      text.append(
          "  %-11s  %8s  %14s  %14s  %10s  %10s  %6d\n"
              .formatted(
                  one.form(),
                  Times.text(one.durationMs()),
                  Times.text(one.readersWaitMs()),
                  Times.text(one.writersWaitMs()),
                  millis(one.quietP99Micros()),
                  millis(one.p99Micros()),
                  one.failed()));
      if (one.failure() != null) {
        text.append("    not applied: ").append(one.failure()).append("\n");
      }
    }
    text.append("\n");
  }

  private static String millis(long micros) {
    return micros < 1_000_000
        ? String.format(Locale.ROOT, "%.1f ms", micros / 1_000.0)
        : Times.text(micros / 1_000);
  }

  private static void append(StringBuilder text, SaferResult.Part part) {
    if (part.deploy() != null) {
      text.append("\ndeploy ").append(part.deploy()).append("\n");
    }
    String how =
        part.batches()
            ? "code, in batches"
            : part.transactional() ? "one transaction" : "outside a transaction";
    how += part.lockTimeout() == null ? "" : ", lock timeout " + part.lockTimeout();
    text.append("\n%s (%s)\n".formatted(part.id().substring(part.id().lastIndexOf('.') + 1), how));
    part.forward().lines().forEach(line -> text.append("  ").append(line).append("\n"));
    if (part.rollback() == null) {
      text.append("  -- irreversible\n");
    }
  }
}
