package dev.postcar.internal.restore;

import dev.postcar.internal.sql.PasswordLiteral;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of a dump, and what a restore does with it.
 *
 * @param statement as it was cut
 */
record DumpStatement(Statement statement, String text) {

  private static final Pattern CLIENT_ENCODING =
      Pattern.compile(
          "(?is)set\\s+(?:session\\s+)?(?:client_encoding\\s*(?:=|to)|names)\\s*['\"]?([\\w-]+).*");
  private static final Pattern OTHER_STRINGS =
      Pattern.compile(
          "(?is)set\\s+(?:session\\s+)?standard_conforming_strings\\s*(?:=|to)\\s*['\"]?"
              + "(?:off|false|0|no).*");
  private static final Pattern TRANSACTION_TIMEOUT =
      Pattern.compile("(?is)set\\s+transaction_timeout\\s*(?:=|to)\\s*'?0'?");
  private static final int KNOWS_TRANSACTION_TIMEOUT = 170000;
  private static final int EXCERPT = 100;

  /** The encoding that it sets; null where it sets none. */
  String clientEncoding() {
    Matcher matcher = CLIENT_ENCODING.matcher(text);
    return is("set") && matcher.matches() ? matcher.group(1) : null;
  }

  /** Whether data follow it. */
  boolean isCopy() {
    return is("copy") && StatementKind.copiesThroughClient(statement);
  }

  /**
   * Whether it is passed over: the whole restore is one transaction, and pg_dump 17 and newer set a
   * limit that older servers do not know (42704).
   */
  boolean isDropped(int serverVersion) {
    return delimitsTransaction()
        || (is("set")
            && serverVersion < KNOWS_TRANSACTION_TIMEOUT
            && TRANSACTION_TIMEOUT.matcher(text).matches());
  }

  private boolean delimitsTransaction() {
    return is("begin", "start", "commit", "end")
        && !second("prepared")
        && StatementKind.controlsTransaction(statement);
  }

  /** Why it cannot be part of a restore; null where it can. */
  String refusal() {
    if (is("rollback", "abort", "prepare", "commit", "set")
        && !delimitsTransaction()
        && StatementKind.controlsTransaction(statement)) {
      return "it would end or change the restore transaction";
    }
    if (is("set") && OTHER_STRINGS.matcher(text).matches()) {
      return "strings are read with standard_conforming_strings on; dump with"
          + " PGOPTIONS='-c standard_conforming_strings=on'";
    }
    if (is("vacuum", "discard", "cluster", "create", "drop", "alter", "reindex")
        && StatementKind.refusesTransaction(statement)) {
      return "it cannot run in a transaction, and a restore is one transaction; remove it from the"
          + " dump"
          + (statement.words().contains("database") ? " (pg_dump without --create)" : "");
    }
    return null;
  }

  private boolean is(String... words) {
    return !statement.words().isEmpty() && List.of(words).contains(statement.words().get(0));
  }

  private boolean second(String word) {
    return statement.words().size() > 1 && statement.words().get(1).equals(word);
  }

  /** Its beginning in one line. */
  String excerpt() {
    int end = Math.min(text.length(), 4 * EXCERPT);
    String shown = PasswordLiteral.hide(text.substring(0, end), null);
    String line = PasswordLiteral.masked(shown).replaceAll("\\s+", " ");
    return line.length() > EXCERPT || end < text.length()
        ? line.substring(0, Math.min(line.length(), EXCERPT)) + "…"
        : line;
  }

  /** The line of the dump on which its data begin. */
  long dataLine() {
    return statement.line() + text.chars().filter(c -> c == '\n').count() + 1;
  }
}
