package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.ViewChange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What an operation has done so far: for its outcome, and the result that a failure carries. */
final class Tally {

  private final String operation;
  private final String database;
  private final long begun;
  private final Function<Operation.Outcome, Object> result;
  private final List<Done> done = new ArrayList<>();
  private final List<ViewChange> views = new ArrayList<>();

  /**
   * Nothing so far.
   *
   * @param operation the command, for the event log
   * @param database the database's name
   * @param begun when, by {@link System#nanoTime}
   * @param result makes the result record
   */
  Tally(String operation, String database, long begun, Function<Operation.Outcome, Object> result) {
    this.operation = operation;
    this.database = database;
    this.begun = begun;
    this.result = result;
  }

  String operation() {
    return operation;
  }

  String database() {
    return database;
  }

  /** What is committed, in order; whatever is finished is added at once. */
  List<Done> done() {
    return done;
  }

  /** What was done to managed views, in order. */
  List<ViewChange> views() {
    return views;
  }

  Operation.Outcome outcome(int pending) {
    return new Operation.Outcome(
        database,
        List.copyOf(done),
        List.copyOf(views),
        pending,
        (System.nanoTime() - begun) / 1_000_000);
  }

  Object result(int pending) {
    return result.apply(outcome(pending));
  }
}
