package dev.postcar.internal.run;

import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.plan.Plan;
import dev.postcar.internal.plan.Step.Action;
import dev.postcar.internal.session.BookkeepingFailure;
import dev.postcar.internal.sql.Quote;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which TimeZone migrations run in, and that it does not change unasked. */
public final class ZoneRules {

  /** The connection parameter that libpq reads from the variable of this name. */
  public static final String PGTZ = "PGTZ";

  private static final Pattern OPTION =
      Pattern.compile("(?i)(?:-c\\s*|--)timezone=((?:\\\\.|\\S)+)");

  private static final Set<Action> RECORDED = EnumSet.of(Action.MARK, Action.SKIP, Action.ACCEPT);

  /**
   * As the server decides it when a session starts. What its own configuration says is hidden by
   * what a caller's driver has sent, and only whoever may read its files sees it; initdb writes the
   * same zone for the log. A function that may not be called must not stand in the query itself.
   */
  private static final String CONFIGURED =
      """
      coalesce(
        (select pg_catalog.substr(c, 10)
           from pg_catalog.pg_db_role_setting s cross join unnest(s.setconfig) as c
          where c ~~* 'timezone=%' and s.setdatabase in (0, d.oid)
            and s.setrole in (0, (select r.oid from pg_catalog.pg_roles r where r.rolname = session_user))
          order by s.setrole <> 0 and s.setdatabase <> 0 desc, s.setrole <> 0 desc, s.setdatabase <> 0 desc
          limit 1),
        case when pg_catalog.has_function_privilege('pg_catalog.pg_show_all_file_settings()', 'execute')
             then substring(pg_catalog.query_to_xml(
               'select setting from pg_catalog.pg_show_all_file_settings() where name ~~* ''timezone'' and error is null order by seqno desc limit 1',
               false, true, '')::text from '<setting>(.*)</setting>') end,
        current_setting('log_timezone'))""";

  private final RunContext equipment;

  public ZoneRules(RunContext equipment) {
    this.equipment = equipment;
  }

  /**
   * What psql would have.
   *
   * @param variable PGTZ; null for none
   * @param options that the session started with, as PGOPTIONS
   * @param untouched whether the driver did not send the JVM's
   * @return an expression next to {@code pg_database d}
   */
  public static String expression(String variable, String options, boolean untouched) {
    if (variable != null) {
      return Quote.literal(variable);
    }
    if (untouched) {
      return "current_setting('TimeZone')";
    }
    String last = null;
    for (Matcher option = OPTION.matcher(options); option.find(); ) {
      last = option.group(1).replaceAll("\\\\(.)", "$1");
    }
    return last == null ? CONFIGURED : Quote.literal(last);
  }

  /**
   * Refuses a run in another zone than the recorded one, unless that was asked for.
   *
   * @throws PostcarException.Refusal with the line to write
   */
  public void refuseUnasked(Recorded recorded, Plan plan) {
    String wanted = equipment.session().options().timeZone();
    String own = equipment.session().facts().timeZone();
    boolean runs = plan.steps().stream().anyMatch(step -> !RECORDED.contains(step.action()));
    if (wanted == null && runs && !recorded.rows().isEmpty() && !isSame(recorded.timeZone(), own)) {
      throw new PostcarException.Refusal(
          """
          Refused: the migrations so far ran with time zone %1$s, and this session has %2$s.
          State: nothing was changed.
          Next: write timeZone = '%1$s' in the conf script (or add --time-zone %1$s) to stay with it, or '%2$s' to run in that zone from now on."""
              .formatted(recorded.timeZone(), own));
    }
  }

  /** Records another zone, where one was asked for or nothing ran so far. */
  public void record(Recorded recorded) {
    Config options = equipment.session().options();
    String zone = equipment.session().state().timeZone();
    if (recorded.timeZone() == null || isSame(recorded.timeZone(), zone)) {
      return;
    }
    try {
      equipment.session().execute(equipment.session().writing(equipment.text().timeZone(zone)));
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
