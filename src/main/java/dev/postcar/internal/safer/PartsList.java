package dev.postcar.internal.safer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Puts pieces together to migrations: what is kept stays with its neighbours. */
final class PartsList {

  /** What is done at once where it has its locks. */
  private static final String BRIEF =
      "^(alter (table|view|sequence|index|policy|trigger|type|extension)|drop|comment|grant|revoke"
          + "|create( or replace)? (table|view|policy|trigger|rule|function|sequence|type))\\b";

  private final boolean transactional;
  private final List<SaferPart> parts = new ArrayList<>();
  private final List<String> settings = new ArrayList<>();
  private final List<Action> kept = new ArrayList<>();
  private final List<String> undo = new ArrayList<>();
  private int main = -1;

  PartsList(boolean transactional) {
    this.transactional = transactional;
  }

  /** A setting that holds for all that follows. */
  void always(String setting) {
    settings.add(setting);
  }

  void keep(Action action, String rollback, boolean before, boolean after) {
    if (before) {
      flush();
    }
    kept.add(action);
    undo.add(rollback);
    if (after) {
      flush();
    }
  }

  void add(Piece piece) {
    flush();
    boolean inTransaction = piece.kind() == Piece.Kind.SHORT;
    String forward = inTransaction ? set() + piece.forward() : piece.forward();
    parts.add(
        new SaferPart(
            inTransaction,
            piece.kind() == Piece.Kind.BATCHES,
            inTransaction && waitsAsConfigured(),
            forward,
            piece.rollback(),
            piece.about(),
            piece.deploy()));
    if (main < 0 && piece.about().isEmpty()) {
      main = parts.size() - 1;
    }
  }

  private boolean waitsAsConfigured() {
    return settings.stream().noneMatch(one -> one.contains("lock_timeout"));
  }

  private String set() {
    return settings.isEmpty() ? "" : String.join(";\n", settings) + ";\n";
  }

  private void flush() {
    if (kept.isEmpty()) {
      return;
    }
    String rollback = null;
    if (!undo.contains(null)) {
      Collections.reverse(undo);
      List<String> steps = undo.stream().filter(one -> !one.equals(Piece.NOTHING)).toList();
      rollback = steps.isEmpty() ? Piece.NOTHING : String.join(";\n", steps);
    }
    boolean brief =
        transactional && waitsAsConfigured() && kept.stream().allMatch(one -> one.says(BRIEF));
    parts.add(new SaferPart(transactional, false, brief, set() + text(), rollback, "Part", null));
    kept.clear();
    undo.clear();
  }

  /** A statement that was taken apart for nothing is one again. */
  private String text() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < kept.size(); i++) {
      Action action = kept.get(i);
      List<Action> same = kept.stream().filter(a -> a.statement() == action.statement()).toList();
      boolean whole = same.size() == Action.of(action.whole()).size();
      if (!whole) {
        texts.add(action.text());
      } else if (same.get(0).equals(action)) {
        texts.add(action.whole());
      }
    }
    return String.join(";\n", texts);
  }

  /** All of them, each with a name of its own. */
  List<SaferPart> all() {
    flush();
    Set<String> taken = new HashSet<>();
    List<SaferPart> named = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      SaferPart part = parts.get(i);
      String words = part.about().isEmpty() ? "Part" : part.about();
      String about = i == Math.max(0, main) ? "" : words;
      String name = about;
      for (int n = 2; !taken.add(name); n++) {
        name = about + n;
      }
      named.add(part.with(name));
    }
    return named;
  }
}
