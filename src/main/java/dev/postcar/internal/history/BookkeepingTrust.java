package dev.postcar.internal.history;

import dev.postcar.PostcarException;
import dev.postcar.internal.sql.Quote;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether the bookkeeping is postcar's own and plain. Whoever owns its tables, or may put a trigger
 * on them, decides what postcar runs, with all that postcar's role may do.
 *
 * @param faults why it is not used; empty for a sound one
 * @param writers the roles other than its owners that may write its tables
 */
public record BookkeepingTrust(List<Fault> faults, List<Fault> writers) {

  /**
   * What is wrong.
   *
   * @param reason in words; of a writer its name
   * @param fix the statement that ends it; empty where no statement does
   */
  public record Fault(String reason, String fix) {

    /**
     * Makes one of a kind and of names: no text of a server's is printed as a statement.
     *
     * @param row of what {@link TrustQuery#expressions} asks for
     */
    public static Fault of(String namespace, String[] row) {
      String table = namespace + "." + row[1];
      String alter = "alter table " + quoted(namespace) + "." + quoted(row[1]) + " ";
      String one = quoted(row[2]);
      String two = quoted(row[3]);
      String who = row[2].isEmpty() ? "public" : one;
      String on = " on all tables in schema " + quoted(namespace) + " from " + who + " cascade;";
      return switch (row[0]) {
        case "schema" ->
            new Fault(
                "schema " + namespace + " belongs to role " + one,
                "alter schema " + quoted(namespace) + " owner to " + two + ";");
        case "owner" ->
            new Fault(table + " belongs to role " + one, alter + "owner to " + two + ";");
        case "kind" -> new Fault(table + " is not an ordinary table", "");
        case "missing" -> new Fault(table + " is missing", "");
        case "trigger" ->
            new Fault(table + " has the trigger " + one, alter + "disable trigger " + one + ";");
        case "rule" ->
            new Fault(table + " has the rule " + one, alter + "disable rule " + one + ";");
        case "security" ->
            new Fault(
                table + " has row security, which applies to role " + one,
                alter + "disable row level security;");
        case "child" ->
            new Fault(
                one + "." + two + " inherits from " + table,
                "alter table %s.%s no inherit %s;"
                    .formatted(one, two, alter.substring(12).strip()));
        case "key" ->
            new Fault(
                quoted(row[1]) + "." + one + " refers to it with the foreign key " + two,
                "alter table " + quoted(row[1]) + "." + one + " drop constraint " + two + ";");
        case "refers" ->
            new Fault(
                table + " has the foreign key " + one, alter + "drop constraint " + one + ";");
        case "statistics" ->
            new Fault(
                table + " has the statistics " + one + "." + two,
                "drop statistics " + one + "." + two + ";");
        case "calls" -> new Fault(table + " calls or uses " + row[2], "");
        case "grant" ->
            new Fault(
                who + " may put triggers on its tables, or foreign keys to them",
                "revoke trigger, references" + on);
        case "writer" -> new Fault(who, "revoke insert, update, delete, truncate" + on);
        default -> new Fault(one, "revoke pg_write_all_data from " + one + ";");
      };
    }

    /** Whatever the length: it is only printed. */
    private static String quoted(String name) {
      return '"' + name.replace("\"", "\"\"") + '"';
    }
  }

  /** Of what others have named, a line feed or tab would forge what is printed. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  /** Takes copies. */
  public BookkeepingTrust {
    faults = List.copyOf(faults);
    writers = List.copyOf(writers);
  }

  /**
   * Refuses to use one that is not sound.
   *
   * @param target empty in a bookkeeping of one target only
   * @throws PostcarException.Refusal with the statements that end what is wrong
   */
  public void refuseUnlessSound(String namespace, String target) {
    if (faults.isEmpty()) {
      return;
    }
    String reasons =
        faults.stream()
            .map(fault -> CONTROL.matcher(fault.reason()).replaceAll("?"))
            .collect(Collectors.joining("; "));
    Set<String> fixes = fixes(faults);
    String schema = Quote.identifier(namespace);
    if (fixes.contains("")) {
      throw new PostcarException.Refusal(
          """
          The bookkeeping in schema %s is damaged, or was not created by postcar: %s.
          State: nothing was changed.
          Next: restore that schema from a backup."""
              .formatted(schema, reasons));
    }
    boolean owned = fixes.stream().anyMatch(fix -> fix.contains(" owner to "));
    if (owned && !target.isEmpty()) {
      throw new PostcarException.Refusal(
          """
          Refused: the bookkeeping in schema %s is shared by many targets, and cannot be trusted: %s. Whoever controls it decides what postcar runs in all of them.
          State: nothing was changed.
          Next: use one role for all targets, and for its tables. If you trust that role, set bookkeepingOwner to it. If each target has a role of its own, give each a bookkeeping of its own. To change the owner: %s"""
              .formatted(schema, reasons, String.join(" ", fixes)));
    }
    throw new PostcarException.Refusal(
        ("Refused: the bookkeeping in schema %s cannot be trusted: %s. Whoever controls it"
                + " decides what postcar runs.\nState: nothing was changed.\n"
                + "Next: %s what the tables hold, and run: %s")
            .formatted(
                schema,
                reasons,
                owned
                    ? "if you trust that role, set bookkeepingOwner to it. If not, it may have recorded"
                        + " anything: if postcar never ran here, drop the schema; otherwise check"
                    : "check",
                String.join(" ", fixes)));
  }

  /** No statement is printed that a control character in a name could make another one. */
  private static Set<String> fixes(List<Fault> some) {
    return some.stream()
        .map(fault -> CONTROL.matcher(fault.fix()).find() ? "" : fault.fix())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /**
   * Refuses to use SQL from tables that other roles may write.
   *
   * @param use what would or could be done with it, such as {@code would run}
   * @throws PostcarException.Refusal with the statements that end it
   */
  public void refuseStoredSql(String use, String namespace) {
    if (!writers.isEmpty()) {
      throw new PostcarException.Refusal(
          "Refused: this "
              + use
              + " SQL that the bookkeeping in schema "
              + Quote.identifier(namespace)
              + " has stored, and other roles may write its tables: "
              + names()
              + ".\nState: nothing was changed.\nNext: check what the tables hold, and run: "
              + String.join(" ", fixes(writers)));
    }
  }

  /**
   * Warns of roles that may write the tables: they decide what counts as applied; null where there
   * are none.
   */
  public String warning(String namespace) {
    return writers.isEmpty()
        ? null
        : names()
            + " may write the bookkeeping in schema "
            + Quote.identifier(namespace)
            + ", and so decide what counts as applied. To revoke that: "
            + String.join(" ", fixes(writers));
  }

  private String names() {
    return writers.stream()
        .map(writer -> CONTROL.matcher(writer.reason()).replaceAll("?"))
        .collect(Collectors.joining(", "));
  }
}
