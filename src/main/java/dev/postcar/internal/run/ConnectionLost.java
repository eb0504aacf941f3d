package dev.postcar.internal.run;

import dev.postcar.internal.plan.Step;
import dev.postcar.result.MigrationResult;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The connection went away in the middle: only the history knows how it ended. */
public final class ConnectionLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<InFlight> inFlight;
  private final transient List<MigrationResult> before;

  public ConnectionLost(Step step, UUID attempt, SQLException cause) {
    this(List.of(new InFlight(step, attempt)), cause, List.of());
  }

  public ConnectionLost(List<InFlight> inFlight, SQLException cause) {
    this(inFlight, cause, List.of());
  }

  private ConnectionLost(List<InFlight> inFlight, Throwable cause, List<MigrationResult> before) {
    super(cause);
    this.inFlight = List.copyOf(inFlight);
    this.before = before;
  }

  /** The same, where other steps stand in the same transaction before it. */
  public ConnectionLost inOneWith(List<MigrationResult> others) {
    return new ConnectionLost(inFlight, getCause(), List.copyOf(others));
  }

  /** What is committed if these are. */
  public List<MigrationResult> before() {
    return before;
  }

  /** What was sent and not answered, in order; the server may have committed some of it. */
  public List<InFlight> inFlight() {
    return inFlight;
  }
}
