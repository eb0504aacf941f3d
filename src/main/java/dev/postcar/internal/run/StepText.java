package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.HistoryEntry;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.history.RowState;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.SessionState;
import dev.postcar.internal.source.Replaced;
import dev.postcar.internal.sql.OwnSql;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * One step as the statements of its transaction: what opens it, its own SQL, what closes it.
 *
 * <p>The generation is moved first (the fence: of two runners one waits here, and then fails) and
 * the migration's row written last; that fails if the migration ended the transaction, or dropped,
 * renamed or emptied the bookkeeping.
 *
 * @param opening the first statements, one an element
 * @param downs the views that are dropped then
 * @param body the migration's own SQL; empty where nothing is run
 * @param between what comes before the views that are raised, each statement ended by a semicolon
 * @param ups the views that are raised then
 * @param closing the last statements, in one text
 */
record StepText(
    List<String> opening,
    List<ViewPart> downs,
    String body,
    String between,
    List<ViewPart> ups,
    String closing) {

  /** One that touches no view. */
  StepText(List<String> opening, String body, String closing) {
    this(opening, List.of(), body, "", List.of(), closing);
  }

  /**
   * What composes the text of a step.
   *
   * @param first what is recorded first in an empty history; null where that has rows
   */
  record Composer(
      SessionState state,
      HistoryText history,
      ViewPart.Composer views,
      Config options,
      String operation,
      MigrationId first) {

    /**
     * Gives a step what it does to the views.
     *
     * @param ups the SQL of those that are raised, in their order
     */
    StepText withViews(Step step, StepText text, List<String> ups) {
      if (step.views().isEmpty()) {
        return text;
      }
      String reset = state.resetWithin(within(step));
      List<String> opening = new ArrayList<>(text.opening());
      opening.addAll(opening.size() - state.users().size(), views.keep(step.views()));
      Set<MigrationId> replaceable =
          step.isMigration() ? Set.of() : ViewPart.Composer.replaceable(step.views(), ups);
      boolean behind = !ups.isEmpty() && step.runs();
      return new StepText(
          opening,
          views.downs(step.views(), reset, users(), replaceable),
          text.body(),
          behind ? "set constraints all immediate;\n" + reset + users() : "",
          views.ups(step.views(), reset, users(), ups, replaceable),
          text.closing());
    }

    private String users() {
      return String.join(";\n", state.users()) + ";\n";
    }

    StepText each(Step step, String sql, long generation, UUID attempt) {
      return each(step, sql, generation, attempt, List.of(), true);
    }

    /**
     * The same among others in one message.
     *
     * @param tidying what comes first, to tidy up behind the one before
     * @param last whether its commit waits for the disk; that one then makes all before it durable,
     *     as the log is written in order (documentation section 30.4)
     */
    StepText each(
        Step step, String sql, long generation, UUID attempt, List<String> tidying, boolean last) {
      List<String> opening = new ArrayList<>(begin(step));
      // Behind the settings: it is postcar's own.
      opening.addAll(2, tidying);
      opening.addAll(fence(step, generation, attempt));
      opening.addAll(state.users());
      String hurry = last ? "" : ";\nset local synchronous_commit = off";
      return new StepText(opening, sql, closing(step, attempt) + hurry + ";\n" + state.commit());
    }

    /** The same inside a transaction that is already open, and stays so. */
    StepText inOne(Step step, String sql, long generation, UUID attempt) {
      // The step before has reset what its own time limits were.
      List<String> opening = new ArrayList<>(within(step));
      opening.addAll(fence(step, generation, attempt));
      opening.addAll(state.users());
      return new StepText(opening, sql, closing(step, attempt));
    }

    List<String> begin(Step step) {
      return state.begin(timeout(step, true), timeout(step, false), label(step));
    }

    private List<String> within(Step step) {
      return state.within(timeout(step, true), timeout(step, false), label(step));
    }

    private static String label(Step step) {
      return "postcar " + step.id().name();
    }

    private Duration timeout(Step step, boolean lock) {
      Duration own =
          step.available() == null
              ? null
              : lock ? step.available().lockTimeout() : step.available().statementTimeout();
      return own != null ? own : lock ? options.lockTimeout() : options.statementTimeout();
    }

    List<String> fence(Step step, long generation, UUID attempt) {
      List<String> statements = new ArrayList<>();
      statements.add(history.moveGeneration(generation));
      if (step.row() != null && step.row().state() == RowState.SKIPPED) {
        statements.add(history.leaveSkipped(step.row().row()));
      }
      if (step.isMigration() && step.direction() == Direction.ROLLBACK) {
        statements.add(history.beginRollback(step.row().row(), attempt));
      } else if (step.isInterrupted() && step.action() != Step.Action.ACCEPT) {
        statements.add(history.journal().takeOver(step.row().row(), attempt));
      } else if (isStarted(step)) {
        statements.add(history.begin(entry(step), attempt));
      }
      return statements;
    }

    String closing(Step step, UUID attempt) {
      boolean back = step.direction() == Direction.ROLLBACK;
      String close =
          switch (step.action()) {
            case VIEWS -> views.same();
            case ACCEPT -> history.accept(step.row().row(), entry(step));
            case MARK ->
                step.isInterrupted()
                    ? (back ? history.revertReplaced(step.id()) + ";\n" : "")
                        + closeInterrupted(
                            step,
                            attempt,
                            back ? RowState.REVERTED : RowState.MARKED,
                            back ? null : entry(step))
                    : record(step, attempt, RowState.MARKED, recording(step), replaced(step))
                        + appliedEarlier(step, attempt);
            case SKIP -> record(step, attempt, RowState.SKIPPED, operation, List.of());
            case RUN, RESUME ->
                back
                    ? replacedBack(step)
                        + history.closeRollback(step.row().row(), attempt, operation)
                    : step.isInterrupted() || isStarted(step)
                        ? closeInterrupted(step, attempt, RowState.APPLIED, entry(step))
                        : record(step, attempt, RowState.APPLIED, operation, List.of());
          };
      boolean others = step.runs() || step.isCode() || !step.isMigration();
      return (others ? state.reset() : OwnSql.LOCAL) + views.end(step.views()) + close;
    }

    /** Code may end its transaction: what it has committed is then seen to be unfinished. */
    private static boolean isStarted(Step step) {
      return step.isCode() && step.runs() && step.direction() == Direction.FORWARD;
    }

    private String record(
        Step step, UUID attempt, RowState state, String as, List<MigrationId> replaced) {
      return history.record(entry(step), step.id().equals(first), attempt, state, as, replaced);
    }

    private String closeInterrupted(Step step, UUID attempt, RowState state, HistoryEntry now) {
      String millis = step.runs() ? history.events().sinceBegin() : "0";
      return history.journal().closeInterrupted(step.id(), attempt, state, operation, now, millis);
    }

    /** Distinguishes it in the log from what somebody has marked. */
    private String recording(Step step) {
      return step.isSquash() && operation.equals("migrate") ? "squash" : operation;
    }

    private String appliedEarlier(Step step, UUID attempt) {
      return step.earlier() == null
          ? ""
          : ";\n" + history.appliedEarlier(attempt, step.earlier().at(), step.earlier().by());
    }

    private static List<MigrationId> replaced(Step step) {
      return step.available().replaces().stream().map(Replaced::id).toList();
    }

    /** Only a migration that was recorded without running may stand for others that have rows. */
    private String replacedBack(Step step) {
      return step.row().state() == RowState.MARKED ? history.revertReplaced(step.id()) + ";\n" : "";
    }

    private static HistoryEntry entry(Step step) {
      return new HistoryEntry(
          step.id(),
          step.available().checksum(),
          step.available().forwardSql(),
          step.available().rollbackSql());
    }
  }

  /** All before the migration's own SQL. */
  String prefix() {
    return String.join(";\n", opening) + ";\n" + texts(downs);
  }

  /** How many commands that is. */
  int commandsBefore() {
    return opening.size() + (downs.isEmpty() ? 0 : ViewFailure.commands(texts(downs)));
  }

  /** All after it. */
  String tail() {
    return between + texts(ups) + closing;
  }

  private static String texts(List<ViewPart> parts) {
    return parts.stream().map(ViewPart::text).collect(Collectors.joining());
  }

  /** The whole as one message. A line feed ends a comment that the SQL may end with. */
  String message() {
    return prefix() + (body.isEmpty() ? "" : body + "\n;\n") + tail();
  }
}
