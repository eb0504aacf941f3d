package dev.postcar.internal.fleet;

import dev.postcar.PostcarException;
import dev.postcar.result.DriftResult;
import dev.postcar.result.FleetResult.Failure;
import dev.postcar.result.FleetResult.State;
import dev.postcar.result.FleetResult.TargetResult;
import dev.postcar.result.VerifyResult;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What an operation has thrown on a target, in the terms of a fleet. */
final class TargetEnd {

  private TargetEnd() {}

  static List<String> findings(PostcarException.Findings e) {
    Object result = e.resultSoFar().orElse(null);
    Stream<String> lines =
        result instanceof DriftResult drift
            ? drift.differences().stream().map(TargetEnd::line)
            : result instanceof VerifyResult verify
                ? verify.migrations().stream()
                    .filter(one -> one.result() != VerifyResult.Outcome.OK)
                    .map(one -> one.id() + " " + text(one.result()))
                : Stream.of(e.commandLineMessage());
    return lines.toList();
  }

  private static String line(DriftResult.Difference one) {
    String verb = one.before() == null ? "extra" : one.after() == null ? "missing" : "differs";
    return verb + " " + one.object().replace('\n', ' ');
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Failure failure(Throwable e) {
    return new Failure(
        e instanceof PostcarException known ? known.kind() : "defect",
        e instanceof PostcarException known ? known.commandLineMessage() : e.toString(),
        e.getCause() instanceof SQLException said ? said.getSQLState() : null,
        e instanceof PostcarException.MigrationFailed failed
            ? failed.migration().toString()
            : null);
  }

  /**
   * What has become of the target.
   *
   * @param underWay whether something may have been changed
   */
  static State state(Throwable e, boolean underWay) {
    if (e instanceof PostcarException.Connection) {
      return underWay ? State.FAILED : State.UNREACHABLE;
    }
    if (e instanceof PostcarException.Interrupted) {
      return State.NOT_TRIED;
    }
    return e instanceof PostcarException known && known.exitCode() != 1
        ? State.REFUSED
        : State.FAILED;
  }

  /** The server is down, full or going away: 08, 53300, 57P; not what it said of the login. */
  static boolean mayAnswerLater(TargetResult result) {
    String state = result.state() == State.UNREACHABLE ? result.failure().sqlstate() : null;
    return state != null && state.matches("08(?!004).*|53300|57P.*");
  }
}
