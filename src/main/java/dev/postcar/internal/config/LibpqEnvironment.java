package dev.postcar.internal.config;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environment variables of libpq (documentation section 32.15). */
final class LibpqEnvironment {

  private static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("PGHOST", "host"),
          Map.entry("PGHOSTADDR", "hostaddr"),
          Map.entry("PGPORT", "port"),
          Map.entry("PGDATABASE", "dbname"),
          Map.entry("PGUSER", "user"),
          Map.entry("PGPASSWORD", "password"),
          Map.entry("PGPASSFILE", "passfile"),
          Map.entry("PGSERVICE", "service"),
          Map.entry("PGSERVICEFILE", "servicefile"),
          Map.entry("PGOPTIONS", "options"),
          Map.entry("PGTZ", "PGTZ"),
          Map.entry("PGAPPNAME", "application_name"),
          Map.entry("PGSSLMODE", "sslmode"),
          Map.entry("PGSSLNEGOTIATION", "sslnegotiation"),
          Map.entry("PGSSLROOTCERT", "sslrootcert"),
          Map.entry("PGSSLCERT", "sslcert"),
          Map.entry("PGSSLKEY", "sslkey"),
          Map.entry("PGCONNECT_TIMEOUT", "connect_timeout"),
          Map.entry("PGTARGETSESSIONATTRS", "target_session_attrs"),
          Map.entry("PGLOADBALANCEHOSTS", "load_balance_hosts"),
          Map.entry("PGCHANNELBINDING", "channel_binding"),
          Map.entry("PGREQUIREAUTH", "require_auth"),
          Map.entry("PGREQUIREPEER", "requirepeer"),
          Map.entry("PGSSLCERTMODE", "sslcertmode"),
          Map.entry("PGSSLMINPROTOCOLVERSION", "ssl_min_protocol_version"),
          Map.entry("PGSSLMAXPROTOCOLVERSION", "ssl_max_protocol_version"),
          Map.entry("PGGSSLIB", "gsslib"),
          Map.entry("PGSSLCRL", "sslcrl"),
          Map.entry("PGSSLCRLDIR", "sslcrldir"),
          Map.entry("PGGSSENCMODE", "gssencmode"),
          Map.entry("PGKRBSRVNAME", "krbsrvname"));

  /** Those that change nothing about trust and that postcar has no use for. */
  private static final Set<String> NOT_READ =
      Set.of(
          ("PGDATESTYLE PGGEQO PGREALM PGSSLSNI PGSSLCOMPRESSION PGSSLKEYLOGFILE"
                  + " PGGSSDELEGATION PGMINPROTOCOLVERSION PGMAXPROTOCOLVERSION")
              .split(" ", -1));

  private LibpqEnvironment() {}

  /** The variables that say how to connect. */
  static Set<String> names() {
    Set<String> names = new HashSet<>(VARIABLES.keySet());
    names.add("PGREQUIRESSL");
    return names;
  }

  /** A layer of the real environment, and under it the one of the {@code .env} file. */
  static Layer layer(
      Map<String, String> environment, Map<String, String> dotEnv, List<String> warnings) {
    String unread =
        Stream.concat(environment.keySet().stream(), dotEnv.keySet().stream())
            .filter(NOT_READ::contains)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    if (!unread.isEmpty()) {
      warnings.add("ignored by postcar, but used by psql: " + unread);
    }
    Map<String, FoundValue> found = new LinkedHashMap<>();
    VARIABLES.forEach(
        (variable, parameter) -> {
          String real = environment.getOrDefault(variable, "");
          String text = real.isEmpty() ? dotEnv.getOrDefault(variable, "") : real;
          if (!text.isEmpty()) {
            String place = real.isEmpty() ? ".env " : "environment ";
            found.put(parameter, FoundValue.text(text, place + variable));
          }
        });
    // The older form of PGSSLMODE=require.
    for (String place : List.of("environment ", ".env ")) {
      Map<String, String> variables = place.equals(".env ") ? dotEnv : environment;
      if (variables.getOrDefault("PGREQUIRESSL", "").startsWith("1")) {
        found.putIfAbsent("sslmode", FoundValue.text("require", place + "PGREQUIRESSL"));
      }
    }
    return ConnectionParameters.layer(found);
  }
}
