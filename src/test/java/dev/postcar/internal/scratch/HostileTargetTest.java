package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a target answers becomes part of what a superuser of the scratch server runs. */
final class HostileTargetTest {

  private static final String PROGRAM = "; copy (select 1) to program 'id'; --";

  @Test
  void powersAreThoseThatThereAre() {
    ScratchRoles roles =
        new ScratchRoles(
            Set.of("a", "b", "c"),
            Map.of(
                "a",
                PROGRAM + " replication",
                "b",
                "createrole " + PROGRAM + " bypassrls",
                "c",
                "superuser"),
            List.of());
    assertThat(roles.powers())
        .isEqualTo(Map.of("a", "", "b", "createrole bypassrls", "c", "superuser"));
  }

  @Test
  void noMembershipInASuperuserOrInARoleOfPostgresIsTakenOver() throws SQLException {
    try (TestDatabase database = new TestDatabase();
        Connection connection = database.dataSource().getConnection()) {
      String member = database.name() + "_member";
      String plain = database.name() + "_plain";
      database.execute("create role " + plain);
      String superuser = connection.getMetaData().getUserName();
      ScratchRoles roles =
          new ScratchRoles(
              Set.of(member, plain, superuser),
              Map.of(),
              Stream.of(superuser, plain, "pg_read_server_files", "pg_monitor")
                  .map(role -> new ScratchRoles.Membership(role, member))
                  .toList());
      roles.create(connection, Set.of(), null, List.of());
      try {
        assertThat(
                database.rows(
                    "select roleid::regrole from pg_auth_members where member = '"
                        + member
                        + "'::regrole"))
            .hasToString("[" + plain + "]");
      } finally {
        database.execute("drop role " + member + ", " + plain);
      }
    }
  }

  @Test
  void encodingAndLocaleAreValues() {
    assertThat(ScratchTarget.clauses(Arrays.asList("UTF8'" + PROGRAM, "C", "C", "c", null, null)))
        .isEqualTo(
            " encoding 'UTF8''; copy (select 1) to program ''id''; --' lc_collate 'C' lc_ctype 'C'"
                + " locale_provider libc");
    assertThat(ScratchTarget.clauses(Arrays.asList("UTF8", "C", "C", PROGRAM, "x", null)))
        .isEqualTo(" encoding 'UTF8' lc_collate 'C' lc_ctype 'C'");
    assertThat(ScratchTarget.clauses(Arrays.asList("UTF8", "C", "C", "i", "de'", "&a < b'")))
        .endsWith(" locale_provider icu icu_locale 'de''' icu_rules '&a < b'''");
  }
}
