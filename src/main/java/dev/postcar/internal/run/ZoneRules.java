package dev.postcar.internal.run;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step.Action;
import dev.postcar.internal.session.BookkeepingFailure;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;

/** Which TimeZone migrations run in, and that it does not change unasked. */
final class ZoneRules {

  private static final Set<Action> RECORDED = EnumSet.of(Action.MARK, Action.SKIP, Action.ACCEPT);

  private final RunContext context;

  ZoneRules(RunContext context) {
    this.context = context;
  }

  /**
   * Refuses a run in another zone than the recorded one, unless that was asked for.
   *
   * @throws PostcarException.Refusal with the line to write
   */
  public void refuseUnasked(Recorded recorded, Plan plan) {
    String wanted = context.session().options().timeZone();
    String own = context.session().server().timeZone();
    boolean runs = plan.steps().stream().anyMatch(step -> !RECORDED.contains(step.action()));
    if (wanted == null && runs && !recorded.rows().isEmpty() && !isSame(recorded.timeZone(), own)) {
      throw new PostcarException.Refusal(
          """
          Refused: the migrations so far ran with time zone %1$s, and this session has %2$s.
          State: nothing was changed.
          Next: write timeZone = '%1$s' in the conf script (or add --time-zone %1$s) to keep it, or '%2$s' to run in that zone from now on."""
              .formatted(recorded.timeZone(), own));
    }
  }

  /** Records another zone, where one was asked for or nothing ran so far. */
  public void record(Recorded recorded) {
    Config options = context.session().options();
    String zone = context.session().state().timeZone();
    if (recorded.timeZone() == null || isSame(recorded.timeZone(), zone)) {
      return;
    }
    try {
      context.session().execute(context.session().writing(context.text().timeZone(zone)));
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, options);
    }
  }

  /** UTC has several names, and so have others. */
  private static boolean isSame(String a, String b) {
    if (a.equalsIgnoreCase(b)) {
      return true;
    }
    try {
      return ZoneId.of(a).getRules().equals(ZoneId.of(b).getRules());
    } catch (DateTimeException e) {
      return false;
    }
  }
}
