package dev.postcar.internal.report;

import dev.postcar.result.SaferResult;

/** A safe form and its proof, as a person reads them. */
public final class SaferText {

  private SaferText() {}

  /** The whole page. */
  public static String of(SaferResult result) {
    StringBuilder text = new StringBuilder();
    if (result.parts().isEmpty()) {
      text.append(result.id()).append(" needs no other form.\n");
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
    result.files().forEach(file -> text.append("Wrote ").append(file).append("\n"));
    if (result.files().isEmpty() && !result.parts().isEmpty()) {
      text.append(
          result.proven()
              ? "Nothing was changed. Next: add --write to replace the migration."
              : "Nothing was changed: what is not proved is not written.");
    }
    return text.toString().stripTrailing();
  }

  private static void append(StringBuilder text, SaferResult.Part part) {
    if (part.deploy() != null) {
      text.append("\ndeploy ").append(part.deploy()).append("\n");
    }
    String how =
        part.batches()
            ? "code, in batches"
            : part.transactional() ? "one transaction" : "outside a transaction";
    text.append("\n%s (%s)\n".formatted(part.id().substring(part.id().lastIndexOf('.') + 1), how));
    part.forward().lines().forEach(line -> text.append("  ").append(line).append("\n"));
    if (part.rollback() == null) {
      text.append("  -- irreversible\n");
    }
  }
}
