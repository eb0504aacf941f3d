package dev.postcar.faults;

import dev.postcar.faults.StateLine.Claim;
import dev.postcar.internal.sql.SqlScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Compares what a command said at its end with what the database shows. */
final class Truth {

  private final Scenario scenario;
  private final List<String> args;
  private final List<String> plan;
  private final Said said;
  private final Seen before;
  private final Seen after;
  private final boolean mayNotKnow;
  private final List<String> done;
  private final List<String> gone;
  private final List<Falsehood> falsehoods = new ArrayList<>();

  /**
   * Compares one run.
   *
   * @param args what was run
   * @param plan what an undisturbed run does, in order; null where that is not known
   * @param mayNotKnow whether the server could not be reached for as long as it was tried
   */
  Truth(
      Scenario scenario,
      List<String> args,
      List<String> plan,
      Said said,
      Seen before,
      Seen after,
      boolean mayNotKnow) {
    this.scenario = scenario;
    this.args = args;
    this.plan = plan;
    this.said = said;
    this.before = before;
    this.after = after;
    this.mayNotKnow = mayNotKnow;
    this.done = after.doneSince(before);
    this.gone = after.goneSince(before);
  }

  List<Falsehood> falsehoods() {
    List<Claim> claims = StateLine.claims(said.state());
    boolean unknown = claims.stream().anyMatch(StateLine.NotKnown.class::isInstance);
    if (unknown && !mayNotKnow) {
      say("it is not known, though the server could be reached");
    }
    claims.forEach(this::check);
    told(unknown);
    result(unknown);
    if (said.exitCode() != 0) {
      words(claims);
    }
    return falsehoods;
  }

  /** Each line on stderr, of what was committed, once; what is only recorded is told on stdout. */
  private void told(boolean unknown) {
    boolean recording = List.of("mark", "skip", "accept").contains(args.get(0));
    if (unknown) {
      if (!done.containsAll(said.told(false)) || !gone.containsAll(said.told(true))) {
        say("told " + said.told(false) + said.told(true) + ", the history has " + done + gone);
      }
    } else if (!recording) {
      same("told as applied", said.told(false), done);
      same("told as rolled back", said.told(true), gone);
    }
  }

  private void result(boolean unknown) {
    if (said.result() == null || scenario.kind() == Scenario.Kind.RESTORE) {
      return;
    }
    List<String> truth = gone.isEmpty() ? done : gone;
    if (unknown ? !truth.containsAll(said.result()) : !truth.equals(said.result())) {
      say("the result has " + said.result() + ", the history " + truth);
    }
  }

  private void words(List<Claim> claims) {
    String error = said.error();
    String lower = error.toLowerCase(Locale.ROOT);
    boolean changed = !after.isAs(before);
    if (lower.contains("nothing was changed") && changed) {
      say("\"nothing was changed\": " + difference());
    }
    if (error.isEmpty()) {
      say("it failed without a word");
    } else if (changed && claims.isEmpty()) {
      say("something was changed, and there is no State: " + difference());
    }
    String own = error.lines().findFirst().orElse("") + said.state() + said.next();
    if (own.contains("Exception") || lower.contains("bug in postcar") || own.contains("null")) {
      say("the message is not for people: " + own);
    }
  }

  private void check(Claim claim) {
    if (claim instanceof StateLine.Unknown unknown) {
      say("not understood: " + unknown.sentence());
    } else if (claim instanceof StateLine.Undone undone) {
      undone(undone.id());
    } else if (claim instanceof StateLine.Applied applied) {
      count("stay applied", applied.count(), done.size());
    } else if (claim instanceof StateLine.RolledBack undone) {
      count("were rolled back", undone.count(), gone.size());
    } else if (claim instanceof StateLine.NotRun notRun) {
      notRun(notRun.count());
    } else if (claim instanceof StateLine.ToRollBack left && plan != null) {
      count("are still to be rolled back", left.count(), plan.size() - gone.size());
    } else if (claim instanceof StateLine.StillApplied still) {
      stillApplied(still.id());
    } else if (claim instanceof StateLine.Interrupted interrupted) {
      Seen.Row row = after.row(interrupted.id());
      if (row == null || !row.isUnfinished()) {
        say(interrupted.id() + " is not interrupted but " + row);
      }
    } else if (claim instanceof StateLine.Statements statements) {
      statements(statements);
    } else if (claim instanceof StateLine.Nothing && !after.isAs(before)) {
      say("something was changed: " + difference());
    } else if (claim instanceof StateLine.NoMigration && !(done.isEmpty() && gone.isEmpty())) {
      say("migrations were changed: " + done + gone);
    } else if (claim instanceof StateLine.NotKnown notKnown) {
      notKnown(notKnown.ids());
    } else if (claim instanceof StateLine.Committed committed) {
      Seen.Row row = after.row(committed.id());
      if (row == null || row.isUnfinished()) {
        say(committed.id() + " is not committed but " + row);
      }
    } else if (claim instanceof StateLine.Reverted reverted) {
      if (after.row(reverted.id()) != null) {
        say(reverted.id() + " is not rolled back but " + after.row(reverted.id()));
      }
    } else if (claim instanceof StateLine.Empty
        && !(after.content().equals(before.content()) && after.history().isEmpty())) {
      say("the database is not empty: " + difference());
    } else if (claim instanceof StateLine.Restored && after.content().equals(before.content())) {
      say("nothing was restored");
    }
  }

  private void undone(String id) {
    if (after.row(id) != null) {
      say(id + " left something: " + after.row(id));
    }
    long ran = after.forward().stream().filter(name -> name.startsWith(id)).count();
    if (ran > 0) {
      say(id + " has run " + after.forward());
    }
  }

  private void stillApplied(String id) {
    Seen.Row row = after.row(id);
    if (row == null || !row.equals(before.row(id))) {
      say(id + " is not as before but " + row);
    }
    if (!after.back().stream()
        .filter(id::equals)
        .toList()
        .equals(before.back().stream().filter(id::equals).toList())) {
      say(id + " was undone: " + after.back());
    }
  }

  /** All that was planned is applied, or the one that failed, or after it. */
  private void notRun(int count) {
    if (plan != null) {
      long untouched = plan.stream().filter(name -> after.row(name) == null).count();
      boolean failedOneRowless =
          said.state().matches("(?is).*(rolled back completely|left nothing).*");
      count("did not run", count, untouched - (failedOneRowless ? 1 : 0));
    }
  }

  private void statements(StateLine.Statements statements) {
    for (Seen.Row row : after.rows()) {
      if (row.isUnfinished()) {
        boolean back = row.state().equals("reverting");
        count("statements are done", statements.done(), after.statementsDone(row.name(), back));
        SweepMigration migration = scenario.sources().named(row.name());
        int all =
            SqlScript.statements(String.join(";\n", back ? migration.back() : migration.forward()))
                .size();
        // One more where one was broken.
        if (statements.of() != all && statements.of() != all + 1) {
          count("statements in all", statements.of(), all);
        }
      }
    }
  }

  private void notKnown(List<String> doubted) {
    List<String> told = new ArrayList<>(said.told(false));
    told.addAll(said.told(true));
    for (String name : done) {
      if (!told.contains(name) && !doubted.contains(name)) {
        say(name + " is committed and neither told nor in doubt");
      }
    }
    for (String name : gone) {
      if (!told.contains(name) && !doubted.contains(name)) {
        say(name + " is rolled back and neither told nor in doubt");
      }
    }
  }

  private void count(String what, long said, long seen) {
    if (said != seen) {
      say(said + " " + what + ", in truth " + seen + " (" + done + gone + ")");
    }
  }

  private void same(String what, List<String> said, List<String> seen) {
    if (!said.equals(seen)) {
      say(what + ": " + said + ", in truth " + seen);
    }
  }

  private String difference() {
    List<String> more = new ArrayList<>(after.history());
    more.addAll(after.content());
    more.removeAll(before.history());
    more.removeAll(before.content());
    List<String> less = new ArrayList<>(before.history());
    less.addAll(before.content());
    less.removeAll(after.history());
    less.removeAll(after.content());
    String text = "more " + more + ", less " + less;
    return text.length() > 400 ? text.substring(0, 400) + "…" : text;
  }

  private void say(String text) {
    falsehoods.add(new Falsehood(Falsehood.Kind.STATE, text));
  }
}
