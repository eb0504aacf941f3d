package dev.postcar.internal.rehearse;

import dev.postcar.internal.plan.Step;
import dev.postcar.internal.run.Rehearsal;
import dev.postcar.internal.session.Retry;
import dev.postcar.internal.session.ServerSaid;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import dev.postcar.result.RehearseResult.Attempt;
import dev.postcar.result.RehearseResult.RehearsedMigration;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Runs a migration as a migrate does, with its time limits and retries, and records each statement.
 */
final class MeasuredStep {

  private static final Set<String> REFUSED_IN_TRANSACTION = Set.of("25001", "2D000");

  private final Step step;
  private final Rehearsal rehearsal;
  private final Sampler sampler;
  private final Traffic traffic;
  private final int retries;
  private final List<StatementRecord> records = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private int number;
  private long temporary;
  private String failure;

  MeasuredStep(Step step, Rehearsal rehearsal, Sampler sampler, Traffic traffic, int retries) {
    this.step = step;
    this.rehearsal = rehearsal;
    this.sampler = sampler;
    this.traffic = traffic;
    this.retries = retries;
  }

  Step step() {
    return step;
  }

  List<StatementRecord> records() {
    return records;
  }

  /** Why it was given up; null where it went well. */
  String failure() {
    return failure;
  }

  /**
   * Runs it.
   *
   * @throws dev.postcar.PostcarException.MigrationFailed if it fails for another reason than the
   *     traffic
   */
  void run() throws SQLException {
    List<Statement> statements =
        step.isCode() ? Collections.singletonList(null) : SqlScript.statements(step.ownSql());
    statements.forEach(statement -> records.add(new StatementRecord(statement)));
    long before = sampler.temporary();
    try {
      if (step.isTransactional()) {
        untilDone(() -> together(statements), statements);
      } else {
        for (int i = 0; i < statements.size() && failure == null; i++) {
          outside(statements, i);
        }
      }
    } finally {
      sampler.on(null);
      rehearsal.rollback();
      rehearsal.tidy();
    }
    temporary = reported() - before;
  }

  private void outside(List<Statement> statements, int index) throws SQLException {
    Statement statement = statements.get(index);
    if (statement == null) {
      untilDone(() -> code(false), statements);
      return;
    }
    boolean[] alone = {StatementKind.refusesTransaction(statement)};
    Set<String> invalid = InvalidIndexes.of(rehearsal.connection());
    untilDone(
        () -> {
          number = index + 1;
          if (alone[0]) {
            InvalidIndexes.dropAllBut(invalid, rehearsal);
            alone(index, statement);
            return;
          }
          try {
            rehearsal.begin(step);
            measured(index, null, () -> rehearsal.send(statement.text()));
            commit(() -> rehearsal.send("commit"), index);
          } catch (SQLException e) {
            if (!REFUSED_IN_TRANSACTION.contains(e.getSQLState())) {
              throw e;
            }
            rehearsal.rollback();
            alone[0] = true;
            alone(index, statement);
          }
        },
        statements);
  }

  /** What is tried again. */
  @FunctionalInterface
  private interface Try {
    void run() throws SQLException;
  }

  private void untilDone(Try attempt, List<Statement> statements) throws SQLException {
    for (int tried = 1; ; tried++) {
      try {
        attempt.run();
        return;
      } catch (SQLException e) {
        rehearsal.rollback();
        release();
        if (!Retry.mayPass(e.getSQLState())) {
          Statement failed = number == 0 ? null : statements.get(number - 1);
          throw rehearsal.failure(step, e, number, failed);
        }
        attempts.add(new Attempt(number, e.getSQLState(), ServerSaid.of(e), traffic.now() / 1_000));
        if (tried > retries) {
          failure =
              "%s (SQLSTATE %s), %d attempts".formatted(ServerSaid.of(e), e.getSQLState(), tried);
          return;
        }
        Retry.pause(tried - 1);
      }
    }
  }

  private void together(List<Statement> statements) throws SQLException {
    if (step.isCode()) {
      code(true);
      return;
    }
    number = 0;
    rehearsal.begin(step);
    try {
      for (int i = 0; i < statements.size(); i++) {
        String text = statements.get(i).text();
        number = i + 1;
        measured(i, i == 0 ? null : records.get(i - 1), () -> rehearsal.send(text));
      }
      commit(rehearsal::commit, statements.size() - 1);
    } finally {
      release();
    }
  }

  private void alone(int index, Statement statement) throws SQLException {
    rehearsal.alone(step, statement);
    measured(index, null, () -> rehearsal.send(statement.text()));
    records.get(index).released(0);
  }

  private void code(boolean transaction) throws SQLException {
    number = 1;
    if (transaction) {
      rehearsal.begin(step);
    } else {
      rehearsal.alone(step, null);
    }
    measured(
        0,
        null,
        () ->
            rehearsal.code(
                step,
                () -> {
                  sampler.look();
                  if (transaction) {
                    rehearsal.commit();
                  }
                }));
    records.get(0).released(transaction ? traffic.now() : 0);
  }

  /** Runs one statement; what it locks is seen before the next one. */
  private void measured(int index, StatementRecord before, Try statement) throws SQLException {
    StatementRecord record = records.get(index);
    long wal = sampler.wal();
    record.begins(traffic.now(), before);
    sampler.on(record);
    try {
      statement.run();
      sampler.look();
    } finally {
      record.ends(traffic.now(), sampler.wal() - wal);
    }
  }

  private void commit(Try commit, int index) throws SQLException {
    commit.run();
    release();
    if (index >= 0) {
      records.get(index).extendTo(traffic.now());
    }
    sampler.on(null);
  }

  private void release() {
    long now = traffic.now();
    records.forEach(record -> record.released(now));
  }

  /** The server reports what a session wrote to temporary files some time after its transaction. */
  private long reported() throws SQLException {
    boolean forced = rehearsal.connection().getMetaData().getDatabaseMajorVersion() >= 15;
    if (forced) {
      rehearsal.send("select pg_catalog.pg_stat_force_next_flush()");
    }
    try {
      Thread.sleep(forced ? 50 : 600);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return sampler.temporary();
  }

  RehearsedMigration result(Figures figures) {
    return new RehearsedMigration(
        step.id().toString(),
        records.stream().map(record -> record.result(figures)).toList(),
        List.copyOf(attempts),
        temporary,
        failure);
  }
}
