package dev.postcar.internal.run;

import dev.postcar.internal.history.HistoryMoved;
import dev.postcar.internal.history.JournalEntry;
import dev.postcar.internal.history.JournalText;
import dev.postcar.internal.plan.Step;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.session.Session;
import dev.postcar.internal.session.SessionState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the journal keeps of a code migration's batches: how many rows each has touched and the last
 * key, committed with its newest round. Code that did nothing but batches is resumed by running it
 * again: what is done is passed over, and the others continue where rows are left.
 */
final class Checkpoints {

  private final Session session;
  private final Step step;
  private final Journal journal;
  private final JournalText text;
  private final boolean callsResume;
  private final Map<Integer, JournalEntry> earlier = new HashMap<>();
  private String login;
  private int batches;
  private long touched;
  private boolean usedConnection;
  private boolean connectionKept;

  Checkpoints(StepRun steps, Step step, Journal journal) {
    this.session = steps.session();
    this.step = step;
    this.journal = journal;
    this.text = steps.text().journal();
    this.callsResume = step.available().overrides("resume");
  }

  /** Reads what an interrupted run has left. */
  void begin() {
    try {
      login = session.plainRows("select session_user").get(0).get(0);
    } catch (SQLException e) {
      throw session.isLost(e) ? journal.lost(e) : BookkeepingFailure.of(e, session.options());
    }
    if (step.action() == Step.Action.RESUME) {
      journal.read(step.direction()).forEach(entry -> earlier.put(entry.number(), entry));
      usedConnection = earlier.containsKey(0);
      connectionKept = usedConnection;
    }
  }

  /** One call of inBatches. */
  final class Batch {
    private final int number;
    private final String sql;
    private final boolean done;
    private long rows;
    private String key;

    private Batch(int number, String sql, boolean byKey) {
      JournalEntry before = earlier.get(number);
      boolean same =
          before != null
              && before.rows() != null
              && (byKey
                  ? Keyset.withoutLimit(before.sql()).equals(Keyset.withoutLimit(sql))
                  : before.sql().equals(sql));
      if (!same && before != null && before.key() != null) {
        throw new IllegalStateException(
            "batch %d was interrupted after the key %s, and its statement is another now: change it back (its limit may differ), or its rows would be changed twice"
                .formatted(number, before.key()));
      }
      this.number = number;
      this.sql = sql;
      this.rows = same ? before.rows() : 0;
      this.key = same ? before.key() : null;
      this.done = same && !callsResume && before.state() == JournalEntry.State.DONE;
    }

    /** Whether an earlier run has finished it. */
    boolean isDone() {
      return done;
    }

    /** How many rows it has touched, those of an earlier run included. */
    long rows() {
      return rows;
    }

    /** The last key that it has reached; null for none. */
    String key() {
      return key;
    }

    /** Ends the transaction of a round. */
    void commit(Batches.Round round) throws SQLException {
      SQLException error = session.send(SessionState.NOTHING_DEFERRED).error();
      if (error != null) {
        throw error;
      }
      List<String> message = new ArrayList<>(own());
      message.add(row(number, sql, rows + round.rows(), round.key(), round.rows() == 0));
      message.add("commit");
      error = session.send(String.join(";\n", message)).error();
      if (error != null && Journal.isMoved(error)) {
        throw new HistoryMoved();
      }
      if (error != null) {
        throw error;
      }
      rows += round.rows();
      key = round.key();
      touched += round.rows();
    }
  }

  /** The next one, which is in the journal from now on. */
  Batch next(String sql, boolean byKey) throws SQLException {
    Batch batch = new Batch(++batches, sql, byKey);
    if (!batch.isDone()) {
      List<String> rows =
          new ArrayList<>(List.of(row(batch.number, sql, batch.rows, batch.key, false)));
      if (usedConnection && !connectionKept) {
        rows.add(row(0, "", null, null, false));
      }
      journal.own(own(), String.join(";\n", rows));
      connectionKept = usedConnection;
    }
    touched += batch.rows();
    return batch;
  }

  /** The code asked for its connection: what it does with that is not known. */
  void connectionUsed() {
    usedConnection = true;
    if (batches > 0 && !connectionKept) {
      try {
        journal.own(own(), row(0, "", null, null, false));
        connectionKept = true;
      } catch (SQLException e) {
        throw new IllegalStateException("the use of the connection cannot be journalled", e);
      }
    }
  }

  /** Whether running the code again continues it. */
  boolean areAll() {
    return batches > 0 && !usedConnection;
  }

  /** Forgets them, as what compensates may undo them. */
  void forget() throws SQLException {
    if (batches > 0) {
      journal.reset();
      journal.own(List.of(), text.forgetBatches(journal.attempt(), step.direction()));
      batches = 0;
    }
  }

  /** What they did; empty for nothing. */
  String text() {
    return touched == 0 ? "" : String.format(Locale.ROOT, ", after %,d rows in batches", touched);
  }

  private List<String> own() {
    return session.state().own(login, session.options().lockTimeout());
  }

  private String row(int number, String sql, Long rows, String key, boolean done) {
    return text.batch(journal.attempt(), step.direction(), number, sql, rows, key, done);
  }
}
