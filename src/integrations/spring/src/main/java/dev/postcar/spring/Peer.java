package dev.postcar.spring;

import dev.postcar.PostcarException;
import dev.postcar.internal.history.LockKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Another replica that migrates: it is waited for as long as it makes progress. */
final class Peer {

  /** The session with the runner lock; what it does, in words that change when it goes on. */
  private static final String LOOK =
      """
      select a.pid::text, a.state, a.wait_event_type,
             pg_catalog.concat_ws(' ', a.xact_start, a.query_start, a.state_change)
        from pg_catalog.pg_locks l
        join pg_catalog.pg_stat_activity a on a.pid operator(pg_catalog.=) l.pid
       where l.locktype operator(pg_catalog.=) 'advisory' and l.granted
         and l.objsubid operator(pg_catalog.=) 1
         and l.database operator(pg_catalog.=)
             (select oid from pg_catalog.pg_database
               where datname operator(pg_catalog.=) pg_catalog.current_database())
         and (l.classid::bigint operator(pg_catalog.<<) 32)
             operator(pg_catalog.|) l.objid::bigint operator(pg_catalog.=) ?
      """;

  private final DataSource dataSource;
  private final String namespace;

  Peer(DataSource dataSource, String namespace) {
    this.dataSource = dataSource;
    this.namespace = namespace;
  }

  /**
   * What was seen.
   *
   * @param works whether it runs a statement that waits for no lock
   * @param text the rest
   */
  private record Seen(boolean works, String text) {}

  /** Tries again while the time is up and the other one has made progress. */
  void retry(Runnable attempt) {
    Seen last = new Seen(false, "");
    while (true) {
      try {
        attempt.run();
        return;
      } catch (PostcarException.Lock | PostcarException.Findings e) {
        Seen now = look(e);
        if (now.text().isEmpty() || !(now.works() || !now.text().equals(last.text()))) {
          throw e;
        }
        last = now;
      }
    }
  }

  private Seen look(PostcarException tried) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(LOOK)) {
      statement.setLong(1, LockKey.runner(namespace));
      try (ResultSet rows = statement.executeQuery()) {
        List<String> all = new ArrayList<>();
        boolean works = false;
        while (rows.next()) {
          works |= "active".equals(rows.getString(2)) && !"Lock".equals(rows.getString(3));
          all.add(rows.getString(1) + " " + rows.getString(4));
        }
        return new Seen(works, String.join(",", all));
      }
    } catch (SQLException e) {
      tried.addSuppressed(e);
      return new Seen(false, "");
    }
  }
}
