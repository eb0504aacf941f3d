package dev.postcar.internal.restore;

import dev.postcar.internal.run.RestoreTransaction;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The statements that travel in the next message: few enough, and small enough together. */
final class DumpBatch {

  private static final int MOST = 500;
  private static final int LONGEST = 1 << 17;

  private final RestoreTransaction load;
  private final RestoreFailure failure;
  private final List<DumpStatement> waiting = new ArrayList<>();
  private int length;
  private long statements;
  private long rows;

  DumpBatch(RestoreTransaction load, RestoreFailure failure) {
    this.load = load;
    this.failure = failure;
  }

  /** How many statements were run. */
  long statements() {
    return statements;
  }

  /** How many rows were put in. */
  long rows() {
    return rows;
  }

  void add(DumpStatement statement) {
    waiting.add(statement);
    length += statement.text().length();
    if (waiting.size() >= MOST || length >= LONGEST || !load.pipeline()) {
      send();
    }
  }

  /** Sends what waits. */
  void send() {
    if (waiting.isEmpty()) {
      return;
    }
    RestoreTransaction.Answer answer =
        load.send(waiting.stream().map(DumpStatement::text).toList());
    if (answer.error() != null) {
      throw failure.of(waiting, answer, statements);
    }
    statements += waiting.size();
    rows += answer.rows();
    waiting.clear();
    length = 0;
  }

  /** Sends what waits, then a COPY and its data. */
  void copy(DumpStatement statement, InputStream data) {
    send();
    RestoreTransaction.Answer answer = load.copy(statement.text(), data);
    if (answer.error() != null) {
      throw failure.of(List.of(statement), answer, statements);
    }
    statements++;
    rows += answer.rows();
  }
}
