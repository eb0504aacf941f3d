package dev.postcar.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A migration of the sweep as data, so that any one of its statements can be broken.
 *
 * @param name its class
 * @param annotations of its class
 * @param code whether it is a code migration that sends the statements itself
 * @param forward its statements
 * @param back those of its rollback
 */
record SweepMigration(
    String name, String annotations, boolean code, List<String> forward, List<String> back) {

  /** A transactional one, which counts itself in both directions. */
  static SweepMigration of(String name, List<String> forward, List<String> back) {
    return new SweepMigration(name, "", false, counted(name, forward), undone(name, back));
  }

  /** The same as code. */
  static SweepMigration code(String name, List<String> forward, List<String> back) {
    return new SweepMigration(name, "", true, counted(name, forward), undone(name, back));
  }

  /** One that runs outside a transaction; its rollback works from any state in between. */
  static SweepMigration outside(String name, List<String> forward, List<String> back) {
    List<String> statements = new ArrayList<>();
    statements.add(count(name + " begun"));
    statements.addAll(forward);
    statements.add(count(name + " ended"));
    return new SweepMigration(name, "@NonTransactional ", false, statements, undone(name, back));
  }

  SweepMigration annotated(String more) {
    return new SweepMigration(name, annotations + more + " ", code, forward, back);
  }

  /** The same without the last statement, so that what is in doubt may be its end. */
  SweepMigration endingOpen() {
    return new SweepMigration(
        name, annotations, code, forward.subList(0, forward.size() - 1), back);
  }

  boolean outside() {
    return annotations.contains("@NonTransactional");
  }

  /** The same with a statement put in, such as one that fails. */
  SweepMigration with(boolean inBack, int index, String statement) {
    List<String> changed = new ArrayList<>(inBack ? back : forward);
    changed.add(index, statement);
    return new SweepMigration(
        name, annotations, code, inBack ? forward : changed, inBack ? changed : back);
  }

  private static List<String> counted(String name, List<String> forward) {
    List<String> statements = new ArrayList<>(forward);
    statements.add(count(name));
    return statements;
  }

  private static String count(String what) {
    return "insert into tally.forward values ('" + what + "')";
  }

  private static List<String> undone(String name, List<String> back) {
    List<String> statements = new ArrayList<>(back);
    statements.add("delete from tally.forward where name like '" + name + "%'");
    statements.add("insert into tally.back values ('" + name + "')");
    return statements;
  }

  /** Its source. */
  String source(String packageName) {
    String body =
        code
            ? method("forward", forward) + method("rollback", back)
            : text("forward", forward) + text("rollback", back);
    return "package "
        + packageName
        + ";\nimport dev.postcar.*;\n"
        + annotations
        + "public class "
        + name
        + " extends "
        + (code ? "CodeMigration" : "Migration")
        + " {\n"
        + body
        + "}\n";
  }

  private static String text(String method, List<String> statements) {
    return "public String " + method + "() { return " + literal(statements) + "; }\n";
  }

  private static String method(String method, List<String> statements) {
    return "public void "
        + method
        + "(Context c) throws Exception { try (var s = c.connection().createStatement()) {"
        + statements.stream()
            .map(one -> "s.execute(" + literal(List.of(one)) + ");\n")
            .collect(Collectors.joining())
        + "} }\n";
  }

  private static String literal(List<String> statements) {
    return "\"\"\"\n" + String.join(";\n", statements).replace("\\", "\\\\") + "\"\"\"";
  }
}
