package dev.postcar.internal.run;

import dev.postcar.internal.history.EventText;
import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.Retry;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.session.Unencodable;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.util.ServerErrorMessage;

/**
 * What a failed message means.
 *
 * @param text in the operator's words
 * @param bookkeeping whether postcar's own statements failed rather than the migration's
 * @param mayPass whether another attempt may go well
 */
record FailureClassification(FailureText text, boolean bookkeeping, boolean mayPass) {

  private static final String TRIGGERED = "27000";
  private static final String CANCELED = "57014";

  /**
   * Judges a failed message, or the part of it that failed.
   *
   * @param answer how many of them were finished, and the error
   * @param before how many code points of the message stand before the step's own SQL
   * @throws HistoryMoved if the fence says that another runner has written
   */
  static FailureClassification of(Step step, StepText sent, RawMessage.Answer answer, int before) {
    SQLException error =
        answer.error() != null
            ? answer.error()
            : new SQLException("it left a transaction open", "25001");
    FailureText ofView =
        step.views().isEmpty()
            ? null
            : ViewFailure.locate(sent, answer.completed(), ServerSaid.position(error), error);
    if (ofView != null) {
      return new FailureClassification(ofView, false, Retry.mayPass(ofView.sqlState()));
    }
    if (answer.completed() == 0 && "22P05".equals(error.getSQLState())) {
      // The whole message is converted before the first command runs.
      int offset = Unencodable.offset(sent.body(), error);
      return new FailureClassification(
          new FailureText(step, offset < 0 ? "" : sent.body(), error, 0, "", offset), false, false);
    }
    int finished = answer.completed() - sent.commandsBefore();
    boolean parsedOnly = answer.completed() == 0 && ServerSaid.position(error) > before;
    if (finished < 0 && !parsedOnly) {
      if (isFence(error)) {
        throw new HistoryMoved();
      }
      return new FailureClassification(
          new FailureText(step, "", error, 0, "", -1), true, Retry.mayPass(error.getSQLState()));
    }
    if (!parsedOnly && isClosing(sent, finished)) {
      SQLException broken = broken(step, error);
      SQLException shown = broken == null ? atTheEnd(error) : broken;
      return new FailureClassification(
          new FailureText(step, "", shown, 0, "", -1),
          broken != null,
          Retry.mayPass(shown.getSQLState()));
    }
    FailureText failure =
        step.isCode() || !step.runs()
            ? new FailureText(step, "", unwrap(error), 0, "", -1)
            : failure(step, sent, error, Math.max(finished, 0), before);
    return new FailureClassification(failure, false, Retry.mayPass(failure.sqlState()));
  }

  private static FailureText failure(
      Step step, StepText sent, SQLException error, int finished, int before) {
    if (finished >= SqlScript.statements(sent.body()).size()) {
      return new FailureText(step, "", atTheEnd(error), 0, "", -1);
    }
    return Locator.locate(step, sent.body(), before, error, finished);
  }

  /** The migration's own SQL went through; what closes its transaction did not. */
  private static SQLException atTheEnd(SQLException error) {
    String state = String.valueOf(error.getSQLState());
    if (state.equals("22012") || state.equals("42P01") || state.equals("3F000")) {
      return new SQLException(
          "it ended its own transaction, or dropped, renamed or changed the bookkeeping",
          "25000",
          error);
    }
    return error;
  }

  /** Whether the statement after so many finished ones is the one that closes the row. */
  private static boolean isClosing(StepText sent, int finished) {
    List<Statement> tail = SqlScript.statements(sent.tail());
    int index = finished - SqlScript.statements(sent.body()).size();
    return index >= 0
        && index < tail.size()
        && tail.get(index).text().startsWith(EventText.CLOSING);
  }

  /**
   * What a trigger, a rule or a constraint of the bookkeeping's tables did to the closing
   * statement; null where it was the migration, or the server.
   */
  private static SQLException broken(Step step, SQLException error) {
    String state = String.valueOf(error.getSQLState());
    ServerErrorMessage server = ServerSaid.message(error);
    String where = server == null ? null : server.getWhere();
    boolean event = state.equals(EventText.EVENT_KEPT);
    if (where == null && (event || state.equals(EventText.ROW_KEPT))) {
      return new SQLException(
          "a trigger or a rule on its table %s prevented the row of %s from being written"
              .formatted(event ? "event" : "migration", step.id().name()),
          TRIGGERED,
          error);
    }
    if (where == null && state.equals("42501")) {
      return error;
    }
    boolean constraint = state.startsWith("23");
    if ((where == null && !constraint) || Retry.mayPass(state) || state.equals(CANCELED)) {
      return null;
    }
    String by = constraint ? "constraint " + server.getConstraint() : "a trigger";
    String context = where == null ? "" : "; CONTEXT: " + where.replaceAll("\\s*\\n\\s*", "; ");
    return new SQLException(
        "%s of its tables prevented the row of %s from being written: %s (SQLSTATE %s)%s"
            .formatted(by, step.id().name(), ServerSaid.of(error), state, context),
        TRIGGERED,
        error);
  }

  private static boolean isFence(SQLException error) {
    return "22012".equals(error.getSQLState()) || "23505".equals(error.getSQLState());
  }

  private static Throwable unwrap(SQLException error) {
    return error.getClass() == SQLException.class
            && error.getSQLState() == null
            && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
