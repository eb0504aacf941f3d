package dev.postcar.internal.config;

import dev.postcar.internal.sql.Quote;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The TimeZone that psql would have in a database. */
public final class SessionTimeZone {

  /** The connection parameter that libpq reads from the variable of this name. */
  public static final String PGTZ = "PGTZ";

  private static final Pattern OPTION =
      Pattern.compile("(?i)(?:-c\\s*|--)timezone=((?:\\\\.|\\S)+)");

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

  private SessionTimeZone() {}

  /**
   * What psql would have.
   *
   * @param variable PGTZ; null for none
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
}
