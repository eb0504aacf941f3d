package dev.postcar.internal.run;

import dev.postcar.PostcarException;
import dev.postcar.internal.history.JournalEntry;
import dev.postcar.internal.plan.SqlDiff;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which of a migration's statements are done: a statement is known by what it says, not by where it
 * stands.
 *
 * @param numbers the numbers of the done ones now, by those that the journal has
 */
record StatementMatcher(Map<Integer, Integer> numbers) {

  /**
   * Finds the done statements among those that the migration has now, in their order.
   *
   * @throws PostcarException.Refusal if one of them is not there any more
   */
  static StatementMatcher of(Step step, List<JournalEntry> done, List<Statement> now, String sql) {
    List<String> texts = now.stream().map(one -> SqlScript.canonical(one.text())).toList();
    Map<Integer, Integer> inPlace = new LinkedHashMap<>();
    Map<Integer, Integer> inOrder = new LinkedHashMap<>();
    int next = 0;
    JournalEntry gone = null;
    for (JournalEntry entry : done) {
      String text = SqlScript.canonical(entry.sql());
      if (entry.number() <= texts.size() && texts.get(entry.number() - 1).equals(text)) {
        inPlace.put(entry.number(), entry.number());
      }
      int found = texts.subList(next, texts.size()).indexOf(text);
      if (found >= 0) {
        next += found + 1;
        inOrder.put(entry.number(), next);
      } else if (gone == null) {
        gone = entry;
      }
    }
    // Of two equal statements the one that stands where it stood is the one that is done.
    if (inPlace.size() == done.size()) {
      return new StatementMatcher(inPlace);
    }
    if (gone != null) {
      throw refusal(step, gone, done, sql);
    }
    return new StatementMatcher(inOrder);
  }

  private static PostcarException.Refusal refusal(
      Step step, JournalEntry gone, List<JournalEntry> done, String sql) {
    String ran = done.stream().map(one -> one.sql() + ";").collect(Collectors.joining("\n"));
    List<String> lines = new ArrayList<>();
    lines.add(
        ("Refused: statement %s of %s is done, and was edited, moved or removed since."
                + " Nothing was changed.")
            .formatted(gone.number(), step.id()));
    SqlDiff.of(ran, sql).forEach(line -> lines.add("    " + line));
    lines.add("State: finished statements cannot be changed; the rest did not run.");
    lines.add(step.waysOut(false, true).next("restore statement " + gone.number()));
    return new PostcarException.Refusal(String.join("\n", lines));
  }
}
