package dev.postcar.internal.source;

import dev.postcar.PostcarException;
import dev.postcar.result.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All that is wrong with the migrations of one load, so that it can be fixed at once. */
final class Rejections {

  private static final int SHOWN = 20;

  private final List<Finding> findings = new ArrayList<>();
  private Throwable cause;

  /** Adds a line: the class, then what is wrong with it and the fix, without the full stop. */
  void add(String name, String problem) {
    findings.add(new Finding(name, "source", problem + "."));
  }

  void add(String name, Rejected rejected) {
    add(name, rejected.getMessage());
    cause = cause == null ? rejected.getCause() : cause;
  }

  /** The names of all classes and files that were added. */
  List<String> names() {
    return findings.stream().map(Finding::migration).toList();
  }

  /**
   * Ends the load if anything is wrong.
   *
   * @throws PostcarException.Source with a line for each class; its cause is the first one's
   */
  void refuse() {
    if (!findings.isEmpty()) {
      List<String> lines = findings.stream().map(Finding::toString).toList();
      throw new PostcarException.Source(shown(lines, SHOWN), cause, findings, null);
    }
  }

  /** The first lines, and how many more there are. */
  static String shown(List<String> lines, int most) {
    String shown = lines.stream().limit(most).collect(Collectors.joining("\n"));
    int more = lines.size() - most;
    return more > 0 ? shown + "\n… and " + more + " more." : shown;
  }
}
