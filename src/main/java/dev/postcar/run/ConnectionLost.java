package dev.postcar.run;

import dev.postcar.plan.Step;
import java.sql.SQLException;
import java.util.UUID;

/** The connection went away in the middle: only the history knows how it ended. */
final class ConnectionLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Step step;
  private final UUID attempt;

  ConnectionLost(Step step, UUID attempt, SQLException cause) {
    super(cause);
    this.step = step;
    this.attempt = attempt;
  }

  Step step() {
    return step;
  }

  UUID attempt() {
    return attempt;
  }
}
