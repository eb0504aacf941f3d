package dev.postcar.internal.fleet;

import dev.postcar.internal.config.ConnectionSettings;
import dev.postcar.internal.sql.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The databases of a cluster, as the configured connection says them: the partitions of PL/Proxy
 * (its function {@code plproxy.get_cluster_partitions}), or the workers of Citus where it does not
 * carry DDL to them by itself.
 */
record TargetCluster(TargetQuery query) {

  private static final String CITUS = "citus";
  private static final Pattern PAIR =
      Pattern.compile("(\\w+)\\s*=\\s*('(?:[^'\\\\]|\\\\.)*'|\\S*)");

  List<FoundTarget> targets(String cluster) {
    return cluster.equals(CITUS) ? workers() : partitions(cluster);
  }

  private List<FoundTarget> workers() {
    boolean installed =
        query
            .own(
                "select exists (select from pg_catalog.pg_extension where extname = 'citus') as value")
            .get(0)
            .get("value")
            .equals("t");
    if (!installed) {
      throw query.wrong("the extension citus is not installed in " + query.connection().dbname());
    }
    String propagates =
        query
            .own("select pg_catalog.current_setting('citus.enable_ddl_propagation', true) as value")
            .get(0)
            .get("value");
    if (!"off".equals(propagates)) {
      throw query.wrong(
          "Citus sends DDL from the coordinator to its workers itself"
              + " (citus.enable_ddl_propagation is "
              + (propagates == null ? "not set" : propagates)
              + "), so each migration would run twice there.\nNext: migrate the coordinator alone,"
              + " with \"postcar migrate\"");
    }
    return query.targets(
        query.own(
            "select node_name || ':' || node_port as name, node_name as host, node_port as port"
                + " from pg_catalog.citus_get_active_worker_nodes() order by 1"));
  }

  /** Each is a connection string, of which host, port and database count. */
  private List<FoundTarget> partitions(String cluster) {
    List<FoundTarget> targets = new ArrayList<>();
    List<Map<String, String>> rows =
        query.own(
            "select partition from plproxy.get_cluster_partitions("
                + Quote.literal(cluster)
                + ") as partition");
    for (int i = 0; i < rows.size(); i++) {
      String dbname = query.connection().dbname();
      String host = null;
      int port = query.connection().servers().get(0).port();
      Matcher pair = PAIR.matcher(String.valueOf(rows.get(i).get("partition")));
      while (pair.find()) {
        String value = pair.group(2).replaceAll("^'|'$", "").replaceAll("\\\\(.)", "$1");
        switch (pair.group(1)) {
          case "dbname" -> dbname = value;
          case "host", "hostaddr" -> host = value;
          case "port" -> port = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
          default -> {
            // The login is that of the configured connection, its password that of the host.
          }
        }
      }
      if (port < 1 || port > 65_535 || (host != null && !host.matches("[\\w.:%/-]+"))) {
        throw query.wrong("partition " + i + " of " + cluster + " has no usable host and port");
      }
      ConnectionSettings there =
          host == null ? query.connection() : query.others().at(host, port, dbname);
      targets.add(
          new FoundTarget(cluster + "/" + i + "/" + dbname, there.inDatabase(dbname), null, null));
    }
    return targets;
  }
}
