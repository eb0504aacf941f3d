package dev.postcar.internal.run;

import dev.postcar.Target;
import dev.postcar.internal.history.FailureEntry;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.session.Session;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Writes failures to the event log, each in a transaction of its own; never those of a dry run. */
record FailureLog(Session session, HistoryText text, String operation) {

  void write(Plan plan, FailureText failure, String outcome, String message) {
    write(
        plan,
        new FailureEntry(
            failure.step().id(),
            outcome,
            failure.sqlState(),
            message.lines().findFirst().orElse(""),
            failure.detail(),
            failure.hint(),
            failure.statementText().isEmpty() ? null : failure.hidden(failure.statementText()),
            failure.offset() + 1,
            failure.hidden(stack(failure.error()))));
  }

  /** A hook that failed. */
  void write(Plan plan, HookFailure failure) {
    if (session.server().bookkeeping()) {
      write(
          plan,
          new FailureEntry(
              failure.id(),
              "failed",
              "XX000",
              failure.text(),
              null,
              null,
              null,
              0,
              stack(failure.thrown())));
    }
  }

  private void write(Plan plan, FailureEntry entry) {
    if (plan.mode() != Target.Mode.DRY_RUN) {
      session.send(session.writing(text.events().failure(operation, entry)));
    }
  }

  private static String stack(Throwable thrown) {
    StringWriter stack = new StringWriter();
    thrown.printStackTrace(new PrintWriter(stack));
    return stack.toString();
  }
}
