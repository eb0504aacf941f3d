package dev.postcar.run;

import dev.postcar.Done;
import dev.postcar.plan.Step;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** The connection went away in the middle: only the history knows how it ended. */
final class ConnectionLost extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<InFlight> inFlight;
  private final transient List<Done> before;

  ConnectionLost(Step step, UUID attempt, SQLException cause) {
    this(List.of(new InFlight(step, attempt)), cause, List.of());
  }

  ConnectionLost(List<InFlight> inFlight, SQLException cause) {
    this(inFlight, cause, List.of());
  }

  private ConnectionLost(List<InFlight> inFlight, Throwable cause, List<Done> before) {
    super(cause);
    this.inFlight = List.copyOf(inFlight);
    this.before = before;
  }

  /** The same, where other steps stand in the same transaction before it. */
  ConnectionLost inOneWith(List<Done> others) {
    return new ConnectionLost(inFlight, getCause(), List.copyOf(others));
  }

  /** What is committed if these are. */
  List<Done> before() {
    return before;
  }

  /** What was sent and not answered, in order; the server may have committed some of it. */
  List<InFlight> inFlight() {
    return inFlight;
  }
}
