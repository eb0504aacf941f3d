package dev.postcar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.result.ViewChange;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The sample: up, down to an empty database, and up again to the same. */
final class SampleTest {

  private static final String USERS_OBJECTS =
      """
      select 'schema ' || nspname from pg_namespace
       where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', '_postcar')
      union all
      select c.relkind::text || ' ' || c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_postcar')
      union all
      select 'function ' || p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      union all
      select 'type ' || t.oid::regtype from pg_type t join pg_namespace n on n.oid = t.typnamespace
       where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', '_postcar')
      order by 1
      """;

  @Test
  void theSampleGoesUpDownAndUpAgain() {
    try (TestDatabase database = new TestDatabase();
        Postcar postcar =
            Postcar.on(database.dataSource())
                .packages("shop.migrations", "billing.migrations")
                .sources(Path.of("migrations-sample"))) {
      assertThat(postcar.migrate().applied()).hasSize(21);
      List<String> up = database.rows(USERS_OBJECTS);
      assertThat(up).hasSizeGreaterThan(40);
      assertThat(postcar.rollback(Target.all()).rolledBack()).hasSize(21);
      assertThat(database.rows(USERS_OBJECTS)).isEmpty();
      assertThat(postcar.migrate().applied()).hasSize(21);
      assertThat(database.rows(USERS_OBJECTS)).isEqualTo(up);
    }
    System.out.println("sample: passed on " + version());
  }

  @Test
  void aManagedViewMakesWayForALaterMigrationAndKeepsItsGrants() {
    try (TestDatabase database = new TestDatabase();
        Postcar postcar =
            Postcar.on(database.dataSource())
                .packages("shop.migrations")
                .sources(Path.of("migrations-sample"))) {
      assertThat(postcar.migrate(Target.to("M0014")).views())
          .extracting(ViewChange::id)
          .containsExactly("shop.migrations.BookCatalogue");
      database.execute("grant select on shop.book_catalogue to public");
      assertThat(postcar.migrate().views())
          .extracting(ViewChange::with)
          .containsExactly("shop.migrations.M0015_WidenPrice");
      assertThat(
              database.value(
                  "select relacl from pg_class where oid = 'shop.book_catalogue'::regclass"))
          .contains("=r/");
    }
  }

  private static String version() {
    try (TestDatabase database = new TestDatabase()) {
      return database.value("show server_version");
    }
  }
}
