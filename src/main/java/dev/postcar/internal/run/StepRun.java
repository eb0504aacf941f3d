package dev.postcar.internal.run;

import dev.postcar.Direction;
import dev.postcar.Event;
import dev.postcar.MigrationId;
import dev.postcar.internal.history.HistoryText;
import dev.postcar.internal.monitor.Watch;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.plan.ViewWork;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.session.RawMessage;
import dev.postcar.internal.session.RunnerLock;
import dev.postcar.internal.session.ServerNotices;
import dev.postcar.internal.session.Session;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.ViewChange;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends what a step, or several, are made of, and tells of their beginning and their end. */
record StepRun(
    Session session,
    RunnerLock lock,
    HistoryText text,
    Arrivals reporter,
    Interruption interruption,
    Watch watch,
    List<ViewChange> views,
    List<CodeRun> toCleanUp,
    ServerNotices notices) {

  static StepRun of(RunContext context, RunnerLock lock, Watch watch, List<ViewChange> views) {
    return new StepRun(
        context.session(),
        lock,
        context.text(),
        context.arrivals(),
        context.interruption(),
        watch,
        views,
        new ArrayList<>(),
        new ServerNotices(context.reporter()));
  }

  /** The step's own SQL; empty where it has none. */
  String sqlOf(Step step) {
    String sql = step.storedSql() ? session.storedRollback(step.row().row()) : step.ownSql();
    return sql == null ? "" : sql;
  }

  /** The SQL of the views that the step raises, in their order. */
  List<String> upsOf(Step step) {
    List<String> ups = new ArrayList<>();
    for (ViewWork.Raise raise : step.views().raises()) {
      ups.add(raise.stored() ? session.storedUp(raise.id()) : raise.upSql());
    }
    return ups;
  }

  void started(Step step, String sql) {
    if (step.runs()) {
      notices.begin(step.id());
      reporter.on(
          new Event.MigrationStarted(
              step.id(), step.direction(), step.isCode() ? null : sql, step.storedSql()));
    }
  }

  /** What is in the way may pass: says so before the next try. */
  void retrying(Step step, int attempt, String sqlState, String reason) {
    int attempts = session.options().retries() + 1;
    reporter.on(
        new Event.Retrying(step.id(), attempt, attempts, sqlState, reason, watch.blockers()));
    watch.attempt(attempt + 1);
  }

  /** Runs one step. */
  RawMessage.Answer run(Step step, StepText stepText) {
    started(step, stepText.body());
    if (step.isCode()) {
      return code(step, stepText);
    }
    beginWatch(Map.of(step.id(), stepText.body()));
    try {
      return RawMessage.send(
          session.connection(),
          stepText.message(),
          (completed, notice) -> notices.on(step.id(), notice));
    } finally {
      endWatch();
    }
  }

  /** Runs the steps of a pipeline; each is reported as soon as it is seen to have started. */
  RawMessage.Answer run(Pipeline pipeline) {
    int[] reported = {0};
    startedUpTo(pipeline, reported, 0);
    RawMessage.Answer answer;
    beginWatch(pipeline.sql());
    watch.ask(
        new CommittedParts(
            pipeline,
            this,
            reporter,
            session.asRole(),
            part -> startedUpTo(pipeline, reported, part)));
    try {
      answer =
          RawMessage.send(
              session.connection(),
              pipeline.message(),
              (completed, notice) -> {
                int part = pipeline.partAfter(completed);
                synchronized (pipeline) {
                  startedUpTo(pipeline, reported, part);
                  notices.on(pipeline.part(part).step().id(), notice);
                }
              });
    } finally {
      endWatch();
    }
    synchronized (pipeline) {
      pipeline.answered();
    }
    int last =
        answer.error() == null ? pipeline.size() - 1 : pipeline.partAfter(answer.completed());
    startedUpTo(pipeline, reported, last);
    return answer;
  }

  private void startedUpTo(Pipeline pipeline, int[] reported, int part) {
    for (; reported[0] <= part; reported[0]++) {
      started(pipeline.part(reported[0]).step(), pipeline.part(reported[0]).text().body());
    }
  }

  private void said(Step step, String notice) {
    reporter.on(new Event.Said(step.id(), notice));
  }

  /** From now on the message can be cancelled, and is looked after. */
  private void beginWatch(Map<MigrationId, String> migrations) {
    interruption.running(session.connection());
    watch.begin(migrations);
  }

  private void endWatch() {
    watch.end();
    interruption.settling();
  }

  /** The Java code between the two halves of its transaction, in place of the SQL. */
  private RawMessage.Answer code(Step step, StepText stepText) {
    CodeRun run = new CodeRun(step, this);
    if (!step.available().transactional()) {
      return skippedOutside(run, stepText);
    }
    RawMessage.Answer opened = session.send(stepText.prefix());
    if (opened.error() != null) {
      return opened;
    }
    toCleanUp.add(run);
    Throwable thrown = run.run();
    boolean ownTransaction = stepText.closing().endsWith("commit");
    RawMessage.Answer answer;
    if (thrown != null) {
      answer = new RawMessage.Answer(opened.completed(), session.thrown(thrown));
      if (ownTransaction) {
        session.rollback();
      }
    } else {
      answer = session.send(stepText.tail());
      answer = new RawMessage.Answer(opened.completed() + answer.completed(), answer.error());
    }
    if (ownTransaction) {
      cleanUp();
    }
    return answer;
  }

  /** What is said in place of running a migration outside a transaction is said outside, too. */
  private RawMessage.Answer skippedOutside(CodeRun run, StepText stepText) {
    toCleanUp.add(run);
    Throwable thrown = run.run();
    RawMessage.Answer answer =
        thrown == null
            ? session.send(stepText.message())
            : new RawMessage.Answer(stepText.opening().size(), session.thrown(thrown));
    cleanUp();
    return answer;
  }

  /** Lets code migrations clean up; not before the transaction has ended: it would be committed. */
  void cleanUp() {
    if (toCleanUp.isEmpty()) {
      return;
    }
    toCleanUp.forEach(CodeRun::cleanup);
    toCleanUp.clear();
    // What they did to the session must not reach the next migration.
    session.rollback();
  }

  /** Asks how long they took, releases what was left locked, and looks after the runner lock. */
  void finished(List<Step> steps, List<MigrationResult> into) {
    Map<String, Long> millis = new HashMap<>();
    boolean held = true;
    try {
      for (List<String> row : newest(steps.size() + 20)) {
        held = row.get(3).equals("t");
        millis.putIfAbsent(row.get(0) + "." + row.get(1), Long.valueOf(row.get(2)));
      }
    } catch (SQLException e) {
      // They are applied all the same; only how long they took is not known.
    }
    boolean committed = RawMessage.isIdle(session.connection());
    for (Step step : steps) {
      for (ViewChange change : step.viewChanges()) {
        views.add(change);
        reporter.on(new Event.ViewChanged(change, committed));
      }
      if (!step.isMigration()) {
        continue;
      }
      long took = millis.getOrDefault(step.id().toString(), 0L);
      into.add(new MigrationResult(step.id().toString(), took, notices.of(step.id())));
      if (step.runs()) {
        reporter.on(new Event.MigrationFinished(step.id(), step.direction(), took, committed));
      } else if (step.direction() == Direction.ROLLBACK) {
        said(step, step.id() + " is recorded as reverted: its rollback is complete");
      } else if (step.isSquash()) {
        said(step, step.id() + " is recorded and did not run: it replaces what is applied");
      }
    }
    if (committed) {
      notices.keep(session, text);
    }
    // Inside the one transaction its generation row keeps every other runner away.
    if (!held && committed) {
      lock.takeAgain(reporter);
    }
  }

  private List<List<String>> newest(int count) throws SQLException {
    String tidying = lock.tidy();
    // The newest are the first of the index; the planner may not know how many there are.
    String query =
        (tidying.isEmpty() ? "" : tidying + ";\n")
            + (RawMessage.isIdle(session.connection()) ? "set local enable_sort = off;\n" : "")
            + text.events().newestDurations(count, lock.heldExpression());
    return RawMessage.isIdle(session.connection())
        ? session.rows(query)
        : session.rowsInTransaction(query);
  }
}
