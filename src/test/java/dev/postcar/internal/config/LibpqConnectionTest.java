package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A connection for psql is the one that postcar makes. */
final class LibpqConnectionTest {

  private static LibpqConnection of(String url) {
    ProcessEnvironment here =
        new ProcessEnvironment(Path.of("/nonexistent"), Map.of(), Path.of("/nonexistent"), "me");
    return LibpqConnection.of(new SettingsLoader(here, label -> null).url(url, "test"));
  }

  @Test
  void everyParameterHasItsVariable() {
    LibpqConnection connection =
        of(
            "postgresql://us%3Aer:p%3Aa%5Cs%40s@h1:1,[::1]:2/d%20b?sslmode=verify-full"
                + "&sslrootcert=/r&sslcert=/c&sslkey=/k&target_session_attrs=standby"
                + "&load_balance_hosts=random&options=-c%20x.y%3D1&application_name=app"
                + "&connect_timeout=3&channel_binding=require&require_auth=scram-sha-256"
                + "&gssencmode=disable&hostaddr=10.0.0.1,10.0.0.2");
    assertThat(connection.variables())
        .containsEntry("PGHOST", "h1,::1")
        .containsEntry("PGPORT", "1,2")
        .containsEntry("PGHOSTADDR", "10.0.0.1,10.0.0.2")
        .containsEntry("PGDATABASE", "d b")
        .containsEntry("PGUSER", "us:er")
        .containsEntry("PGSSLMODE", "verify-full")
        .containsEntry("PGSSLROOTCERT", "/r")
        .containsEntry("PGSSLCERT", "/c")
        .containsEntry("PGSSLKEY", "/k")
        .containsEntry("PGTARGETSESSIONATTRS", "standby")
        .containsEntry("PGLOADBALANCEHOSTS", "random")
        .containsEntry("PGOPTIONS", "-c x.y=1")
        .containsEntry("PGAPPNAME", "app")
        .containsEntry("PGCONNECT_TIMEOUT", "3")
        .containsEntry("PGCHANNELBINDING", "require")
        .containsEntry("PGREQUIREAUTH", "scram-sha-256")
        .containsEntry("PGGSSENCMODE", "disable");
    assertThat(LibpqConnection.names()).containsAll(connection.variables().keySet());
    assertThat(connection.passwords())
        .containsExactly("h1:1:*:us\\:er:p\\:a\\\\s@s", "\\:\\:1:2:*:us\\:er:p\\:a\\\\s@s");
    assertThat(connection.toString()).doesNotContain("s@s");
  }

  @Test
  void aSocketIsAlsoCalledLocalhostAndNoPasswordIsNoFile() {
    assertThat(of("postgresql://u:p@/d?host=/run/pg").passwords())
        .containsExactly("/run/pg:5432:*:u:p", "localhost:5432:*:u:p");
    assertThat(of("postgresql://u@h/d").passwords()).isEmpty();
    assertThat(of("postgresql://u@h/d?sslcertmode=disable").variables())
        .containsEntry("PGSSLCERTMODE", "disable");
  }
}
