package dev.postcar.faults;

import dev.postcar.faults.Falsehood.Kind;
import dev.postcar.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Does what the message says, as it is printed, until nothing more is advised. */
final class Operator {

  private static final int ROUNDS = 6;

  private final SweepRoom room;
  private final Baseline baseline;
  private final Scenario scenario;
  private final TestDatabase database;
  private final Random random;
  private final StringBuilder story;
  private final List<Falsehood> falsehoods = new ArrayList<>();
  private SweepPackage sources;
  private Seen now;
  private List<String> last;

  /** What an earlier message advised for the rest, and is still to be done. */
  private List<List<String>> rest = List.of();

  Operator(
      SweepRoom room,
      Baseline baseline,
      Disturbance disturbance,
      TestDatabase database,
      Random random,
      StringBuilder story) {
    this.room = room;
    this.baseline = baseline;
    this.scenario = baseline.scenario();
    this.database = database;
    this.random = random;
    this.story = story;
    SweepPackage right = scenario.sources();
    this.sources = disturbance.broken() == null ? right : disturbance.broken().in(right);
  }

  /**
   * Goes on from what the disturbed run said.
   *
   * @param first what it said; null if it was killed
   * @param after what the database showed then
   * @param untouched whether that was as before
   */
  List<Falsehood> recover(Said first, Seen after, boolean untouched) {
    Said said = first;
    now = after;
    last = scenario.args();
    if (first == null) {
      awaitEndOfSessions();
      now = Seen.of(database, scenario.sources());
      said = run(scenario.again());
    }
    for (int round = 0; round < ROUNDS && said.exitCode() != 0; round++) {
      Said next = advised(said, untouched && round == 0);
      if (next == null) {
        return falsehoods;
      }
      said = next;
      if (said.exitCode() == 0 && !isEnd()) {
        said = rest(said);
      }
    }
    end(said);
    return falsehoods;
  }

  /**
   * The one that was in the way is resumed, undone or marked; it or others may still have to run.
   */
  private Said rest(Said said) {
    if (scenario.kind() == Scenario.Kind.FORWARD) {
      return run(scenario.again());
    }
    Said result = said;
    List<List<String>> advised = rest;
    rest = List.of();
    for (List<String> command : advised) {
      result = run(command);
      if (result.exitCode() != 0 || isEnd()) {
        return result;
      }
    }
    String command = scenario.args().get(0);
    boolean undone = command.equals("resume") && last.get(0).equals("rollback");
    return undone ? run(List.of("migrate", "--to", scenario.args().get(1))) : result;
  }

  /** What a killed process has sent, its server process may still be at. */
  private void awaitEndOfSessions() {
    String others =
        "select count(*) from pg_stat_activity where datname = current_database()"
            + " and pid <> pg_backend_pid() and backend_type = 'client backend'";
    for (int i = 0; i < 100 && !database.value(others).equals("0"); i++) {
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private boolean isEnd() {
    return now.isEndOf(baseline.end());
  }

  private Said advised(Said said, boolean untouched) {
    if (said.error().contains("may have committed a part of its work")) {
      // Which nobody but the operator can undo.
      database.execute("delete from work");
    }
    NextLine next = NextLine.of(said.next());
    if (next.fix()) {
      sources = scenario.sources();
    }
    List<NextLine.Way> fitting = next.ways().stream().filter(this::fits).toList();
    // Whether a migration is complete is the harder question: asked where nothing else leads on.
    List<NextLine.Way> sure = fitting.stream().filter(way -> !way.first().equals("mark")).toList();
    List<NextLine.Way> ways = sure.isEmpty() ? fitting : sure;
    if (ways.isEmpty()) {
      if (untouched || (said.next().isEmpty() && scenario.kind() == Scenario.Kind.FORWARD)) {
        // Nothing to be said but to try again.
        return run(scenario.args());
      }
      falsehoods.add(new Falsehood(Kind.ADVICE, "no advice that fits: \"" + said.next() + "\""));
      return null;
    }
    NextLine.Way way = ways.get(random.nextInt(ways.size()));
    Said result = said;
    List<String> same = last;
    for (List<String> command : way.commands()) {
      if (last.equals(List.of("status")) && isEnd()) {
        return result;
      }
      result = run(command.equals(NextLine.THE_COMMAND) ? same : command);
      if (result.exitCode() != 0) {
        if (way.commands().size() > 1) {
          rest = way.commands().subList(way.commands().indexOf(command) + 1, way.commands().size());
        }
        return result;
      }
    }
    if (way.first().equals("status") && way.commands().size() == 1) {
      return run(scenario.again());
    }
    return result;
  }

  /** A condition is looked at as an operator would. */
  private boolean fits(NextLine.Way way) {
    List<String> command = way.commands().get(0);
    if (command.contains("--done")) {
      return hasWorked();
    }
    if (command.contains("--rerun")) {
      if (hasWorked()) {
        return false;
      }
      // What it has committed of its work by then is undone by hand.
      database.execute("delete from work");
      return true;
    }
    if (!way.isConditional()) {
      return true;
    }
    if (way.first().equals("mark")) {
      return isComplete(command.get(command.size() - 1));
    }
    return true;
  }

  /** Whether the procedure, or the block, that commits on its way has come to its end. */
  private boolean hasWorked() {
    return database.value("select count(*) from work").equals("3");
  }

  private boolean isComplete(String migration) {
    Seen.Row row = now.row(migration);
    boolean back = row != null && row.state().equals("reverting");
    return now.isContentOf(baseline.stage(migration, back));
  }

  private Said run(List<String> printed) {
    Seen before = now;
    last = printed;
    Said said = call(printed);
    if (said.exitCode() == 2 && said.error().contains("--yes")) {
      List<String> confirmed = new ArrayList<>(printed);
      confirmed.add("--yes");
      said = call(confirmed);
    }
    now = Seen.of(database, scenario.sources());
    boolean whole = printed.equals(scenario.args());
    falsehoods.addAll(
        new Truth(scenario, printed, whole ? left(before) : null, said, before, now, false)
            .falsehoods());
    return said;
  }

  private List<String> left(Seen before) {
    return scenario.isBack()
        ? null
        : baseline.plan().stream().filter(name -> before.row(name) == null).toList();
  }

  private Said call(List<String> args) {
    story.append("  then: postcar ").append(String.join(" ", args)).append('\n');
    Said said = room.commandLine(sources, database, room.port(scenario), Map.of()).run(args);
    story.append(said);
    return said;
  }

  private void end(Said said) {
    Seen end = now;
    Seen wanted = baseline.end();
    lostOrTwice(end, wanted);
    if (said.exitCode() != 0) {
      falsehoods.add(new Falsehood(Kind.ADVICE, "the advice leads to no end"));
    } else if (!end.isEndOf(wanted)) {
      falsehoods.add(
          new Falsehood(Kind.ADVICE, "not the undisturbed end: " + difference(end, wanted)));
    }
  }

  private void lostOrTwice(Seen end, Seen wanted) {
    for (String name : wanted.forward()) {
      long ran = end.forward().stream().filter(name::equals).count();
      if (ran > 1) {
        falsehoods.add(new Falsehood(Kind.TWICE, name + " ran " + ran + " times"));
      } else if (ran < 1 && end.row(migration(name)) != null) {
        falsehoods.add(new Falsehood(Kind.LOST, name + " did not run, and is recorded"));
      }
    }
    for (String name : wanted.back()) {
      long ran = end.back().stream().filter(name::equals).count();
      if (ran > 1) {
        falsehoods.add(new Falsehood(Kind.TWICE, name + " was rolled back " + ran + " times"));
      } else if (ran < 1 && end.row(name) == null) {
        falsehoods.add(new Falsehood(Kind.LOST, name + " is reverted, and was not undone"));
      }
    }
  }

  private static String migration(String counted) {
    return counted.split(" ", -1)[0];
  }

  private static String difference(Seen end, Seen wanted) {
    List<String> is = text(end);
    List<String> missing = text(wanted);
    missing.removeAll(is);
    is.removeAll(text(wanted));
    return "missing " + missing + ", too much " + is;
  }

  private static List<String> text(Seen seen) {
    List<String> text = new ArrayList<>(seen.content());
    seen.rows().forEach(row -> text.add(row.name() + " " + row.state()));
    text.addAll(seen.forward());
    return text;
  }
}
