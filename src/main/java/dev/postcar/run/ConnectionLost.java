package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.plan.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The connection went away in the middle: only the history knows how it ended. */
final class ConnectionLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Step step;
  private final UUID attempt;
  private final transient List<Done> before;

  ConnectionLost(Step step, UUID attempt, SQLException cause) {
    this(step, attempt, cause, List.of());
  }

  private ConnectionLost(Step step, UUID attempt, Throwable cause, List<Done> before) {
    super(cause);
    this.step = step;
    this.attempt = attempt;
    this.before = before;
  }

  /** The same, where other steps stand in the same transaction before it. */
  ConnectionLost inOneWith(List<Done> others) {
    return new ConnectionLost(step, attempt, getCause(), List.copyOf(others));
  }

  /** What is committed if this step is. */
  List<Done> before() {
    return before;
  }

  Step step() {
    return step;
  }

  UUID attempt() {
    return attempt;
  }
}
