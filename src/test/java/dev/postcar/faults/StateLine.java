package dev.postcar.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code State:} says, sentence by sentence, as claims that can be compared with the
 * database. A sentence that is not understood is a fault of its own.
 */
final class StateLine {

  /** One thing that is said to be so. */
  sealed interface Claim {}

  /** It left nothing. */
  record Undone(String id) implements Claim {}

  /** So many migrations of this run are applied. */
  record Applied(int count) implements Claim {}

  /** So many did not run. */
  record NotRun(int count) implements Claim {}

  /** It was to be rolled back and was not. */
  record StillApplied(String id) implements Claim {}

  /** So many were rolled back in this run. */
  record RolledBack(int count) implements Claim {}

  /** So many are still to be rolled back. */
  record ToRollBack(int count) implements Claim {}

  /** It is interrupted. */
  record Interrupted(String id) implements Claim {}

  /** These statements of it are done: all before a number. */
  record Statements(int done, int of) implements Claim {}

  /** It is committed. */
  record Committed(String id) implements Claim {}

  /** It was rolled back for good. */
  record Reverted(String id) implements Claim {}

  /** Catalog and history are as before. */
  record Nothing() implements Claim {}

  /** No migration's row, and nothing that migrations make, is other than before. */
  record NoMigration() implements Claim {}

  /** Nobody knows how these ended. */
  record NotKnown(List<String> ids) implements Claim {}

  /** The database is empty. */
  record Empty() implements Claim {}

  /** All of the dump is there. */
  record Restored() implements Claim {}

  /** Said for the reader, and of nothing that could be compared. */
  record Remark() implements Claim {}

  /** Not understood. */
  record Unknown(String sentence) implements Claim {}

  private record Form(Pattern pattern, Function<MatchResult, List<Claim>> claims) {}

  private static final String ID = "(?:[\\w]+\\.)*(M\\d+_\\w+)";
  private static final String N = "(\\d+|no|none)";

  private static final List<Form> FORMS =
      List.of(
          form(ID + " was rolled back completely", m -> new Undone(m.group(1))),
          form(ID + " was not recorded", m -> new Undone(m.group(1))),
          form(ID + " failed and was compensated", m -> new Undone(m.group(1))),
          form("it is pending again", m -> new Remark()),
          form(
              N + " (?:earlier )?migrations? stays? (?:applied|recorded)",
              m -> new Applied(number(m.group(1)))),
          form(
              N + " migrations? (?:was|were) (?:applied|recorded)",
              m -> new Applied(number(m.group(1)))),
          form(
              N + "(?: later (?:ones?|migrations?))? did not run",
              m -> new NotRun(number(m.group(1)))),
          form("everything ran in one transaction, which was rolled back", m -> new Applied(0)),
          form("nothing was changed", m -> new Nothing()),
          form("no migration was changed", m -> new NoMigration()),
          form(ID + " is still applied", m -> new StillApplied(m.group(1))),
          form(
              N + " migrations? (?:was|were) rolled back", m -> new RolledBack(number(m.group(1)))),
          form(N + " (?:is|are) still to be rolled back", m -> new ToRollBack(number(m.group(1)))),
          form(
              "(?:the rollback of )?" + ID + " is (?:still )?interrupted",
              m -> new Interrupted(m.group(1))),
          form(ID + " was not accepted", m -> new StillApplied(m.group(1))),
          form("it may have (?:taken effect|committed a part of its work)", m -> new Remark()),
          form("it left an? INVALID index(?:es)?, which resume drops", m -> new Remark()),
          form("interrupted", m -> new Remark()),
          form("started but not finished", m -> new Remark()),
          form(
              "(?:no statement|statement 1|statements 1 to (\\d+)) of (\\d+) (?:(?:is|are) )?done"
                  + "(?:, statement (\\d+) is next)?",
              StateLine::statements),
          form("the views are as before", m -> new Remark()),
          form("the restore was rolled back", m -> new Empty()),
          form("all of it was rolled back", m -> new Empty()),
          form("the database is (?:as )?empty(?: as before)?", m -> new Empty()),
          form("the restore was committed", m -> new Restored()));

  private StateLine() {}

  private static Form form(String pattern, Function<MatchResult, Claim> claim) {
    return new Form(
        Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), m -> List.of(claim.apply(m)));
  }

  private static Claim statements(MatchResult m) {
    String all = m.group().toLowerCase(java.util.Locale.ROOT);
    int done = all.startsWith("no ") ? 0 : m.group(1) == null ? 1 : number(m.group(1));
    return new Statements(done, number(m.group(2)));
  }

  private static int number(String text) {
    return Character.isDigit(text.charAt(0)) ? Integer.parseInt(text) : 0;
  }

  static List<Claim> claims(String state) {
    List<Claim> claims = new ArrayList<>();
    if (state.isEmpty()) {
      return claims;
    }
    if (state.startsWith("not known") || state.startsWith("whether it was committed is not")) {
      return List.of(new NotKnown(ids(state)));
    }
    String plain = state.replaceAll(", which resume drops: [^\n]*", ", which resume drops.");
    for (String sentence : plain.replaceFirst("[.;]$", "").split("[.;:]\\s+", -1)) {
      claims.addAll(claim(sentence.strip()));
    }
    return claims;
  }

  private static List<Claim> claim(String sentence) {
    for (Form form : FORMS) {
      Matcher matcher = form.pattern().matcher(sentence);
      if (matcher.matches()) {
        return form.claims().apply(matcher.toMatchResult());
      }
    }
    return List.of(new Unknown(sentence));
  }

  private static List<String> ids(String text) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = Pattern.compile(ID).matcher(text);
    while (matcher.find()) {
      if (!ids.contains(matcher.group(1))) {
        ids.add(matcher.group(1));
      }
    }
    return ids;
  }
}
