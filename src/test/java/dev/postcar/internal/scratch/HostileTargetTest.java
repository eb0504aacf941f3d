package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
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
  void onlySettingsThatAnyRoleMaySetAreTakenOver() throws SQLException {
    String longName = "a".repeat(40) + "." + "b".repeat(40);
    List<String> passedOver = new ArrayList<>();
    try (TestDatabase database = new TestDatabase();
        Connection connection = database.dataSource().getConnection()) {
      List<ScratchTarget.Setting> settings =
          Stream.of(
                  "search_path=app, public",
                  "dynamic_library_path=/tmp/evil",
                  "Dynamic_Library_Path=/tmp/evil",
                  "session_preload_libraries=evil",
                  "archive_command=id",
                  "backtrace_functions=x",
                  "allow_in_place_tablespaces=on",
                  "zero_damaged_pages=on",
                  "pg_stat_statements.track=all",
                  "plpgsql.variable_conflict=use_column",
                  "app.tenant=1",
                  longName + "=x",
                  "c".repeat(64) + ".d=x",
                  ".d=x",
                  "=x")
              .map(one -> one.split("=", 2))
              .map(one -> new ScratchTarget.Setting(null, one[0], one[1]))
              .toList();
      ScratchTarget target =
          new ScratchTarget(
              0, null, null, ScratchRoles.NONE, settings, List.of(), "", List.of(), null);
      ScratchOptions options =
          new ScratchOptions(null, target, null, Set.of(), List.of(), passedOver::add);
      new ScratchLikeness(connection, options).set(database.name(), Set.of());
      assertThat(
              database.rows(
                  "select unnest(setconfig) from pg_db_role_setting s join pg_database d on d.oid ="
                      + " setdatabase where datname = current_database() order by 1"))
          .containsExactlyInAnyOrder(
              longName + "=x",
              "app.tenant=1",
              "plpgsql.variable_conflict=use_column",
              "search_path=app, public");
    }
    assertThat(passedOver)
        .hasSize(11)
        .allMatch(note -> note.contains("does not have the target's setting"));
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
