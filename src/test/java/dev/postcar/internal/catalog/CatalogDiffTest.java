package dev.postcar.internal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postcar.internal.catalog.CatalogDiff.Difference;
import dev.postcar.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two snapshots make of each other, and what taking one leaves behind: nothing. */
final class CatalogDiffTest {

  private static final String BOOKS =
      """
      create schema shop;
      create table shop.book (id integer primary key, title text not null, price numeric default 0);
      comment on column shop.book.title is 'as printed';
      """;

  @Test
  void aDifferenceShowsBothDefinitions() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(BOOKS);
      CatalogSnapshot before = of(database);
      database.execute(
          """
          alter table shop.book alter price set default 1.5;
          comment on column shop.book.title is null;
          grant select on shop.book to public;
          create index book_price on shop.book (price);
          """);
      assertThat(CatalogDiff.between(before, of(database)))
          .isEqualTo(
              new CatalogDiff(
                  List.of(
                      new Difference(
                          "column shop.book.price", "numeric default 0", "numeric default 1.5"),
                      new Difference("comment on column shop.book.title", "as printed", null),
                      new Difference("grant on table shop.book", null, "grant select to public"),
                      new Difference(
                          "index shop.book_price",
                          null,
                          "CREATE INDEX book_price ON shop.book USING btree (price)")),
                  List.of()));
    }
  }

  @Test
  void aColumnAddedAgainIsOnlyAnotherOrder() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(BOOKS);
      CatalogSnapshot before = of(database);
      database.execute(
          """
          alter table shop.book drop title;
          alter table shop.book add title text not null;
          comment on column shop.book.title is 'as printed';
          """);
      CatalogDiff diff = CatalogDiff.between(before, of(database));
      assertThat(diff.differences()).isEmpty();
      assertThat(diff.columnOrder())
          .containsExactly(
              new Difference(
                  "column order of table shop.book", "id, title, price", "id, price, title"));
      assertThat(diff.isEmpty()).isFalse();
    }
  }

  @Test
  void twoDatabasesBuiltInAnotherOrderUnderOtherSettingsAreEqual() throws SQLException {
    try (TestDatabase one = new TestDatabase();
        TestDatabase other = new TestDatabase()) {
      one.execute(
          BOOKS
              + """
                create table shop.event (at timestamptz default '2024-07-01 12:00:00+00', every interval default '1 day 2 hours');
                create view shop.titles as select b.title from shop.book b;
                """);
      other.execute(
          """
          set timezone = 'Asia/Tokyo'; set search_path = shop, public; create schema shop;
          create table event (every interval default '1 day 2 hours', x text);
          alter table event drop x;
          alter table event add at timestamptz default '2024-07-01 12:00:00+00';
          drop schema shop cascade;
          """
              + BOOKS
              + """
                create view titles as select b.title from book b;
                create table event (at timestamptz default '2024-07-01 12:00:00+00', every interval default '1 day 2 hours');
                """);
      try (Connection there = other.connect();
          Statement statement = there.createStatement()) {
        statement.execute(
            "set timezone = 'Asia/Tokyo'; set search_path = shop, public;"
                + " set intervalstyle = iso_8601; set quote_all_identifiers = on");
        assertThat(CatalogSnapshot.of(there, Set.of()).objects()).isEqualTo(of(one).objects());
        assertThat(CatalogDiff.between(of(one), CatalogSnapshot.of(there, Set.of())).isEmpty())
            .isTrue();
      }
    }
  }

  @Test
  void theSessionIsAsBeforeAndAnOpenTransactionGoesOn() throws SQLException {
    try (TestDatabase database = new TestDatabase();
        Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "set timezone = 'Asia/Tokyo'; set search_path = shop, public; set jit = on");
      List<String> before = settings(statement);
      CatalogSnapshot.of(connection, Set.of());
      assertThat(settings(statement)).isEqualTo(before);
      assertThat(connection.getAutoCommit()).isTrue();
      connection.setAutoCommit(false);
      statement.execute(BOOKS);
      assertThat(CatalogSnapshot.of(connection, Set.of()).objects()).containsKey("table shop.book");
      assertThat(settings(statement)).isEqualTo(before);
      statement.execute("create table shop.more ()");
      connection.rollback();
      connection.setAutoCommit(true);
      assertThat(CatalogSnapshot.of(connection, Set.of()).objects())
          .doesNotContainKey("table shop.book");
    }
  }

  @Test
  void anExcludedSchemaIsLeftOutWithAllThatIsInIt() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      CatalogSnapshot before = of(database);
      database.execute(BOOKS.replace("shop", "\"Quo'ted\""));
      database.execute(
          "alter default privileges in schema \"Quo'ted\" grant select on tables to public");
      try (Connection connection = database.connect()) {
        assertThat(CatalogSnapshot.of(connection, Set.of("Quo'ted")).objects())
            .isEqualTo(before.objects());
      }
      assertThat(of(database).objects()).containsKey("column \"Quo'ted\".book.title");
    }
  }

  @Test
  void anExtensionIsOneObjectAndWhatIsGrantedOnItsPartsIsNamed() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      assumeTrue(
          database
              .value("select count(*) from pg_available_extensions where name = 'hstore'")
              .equals("1"));
      CatalogSnapshot before = of(database);
      database.execute("create extension hstore");
      CatalogSnapshot with = of(database);
      assertThat(CatalogDiff.between(before, with).differences())
          .extracting(Difference::object)
          .containsExactly("extension hstore");
      database.execute("revoke execute on function hstore(text, text) from public");
      assertThat(CatalogDiff.between(with, of(database)).differences())
          .containsExactly(
              new Difference(
                  "grant on function public.hstore(text,text)", null, "revoke all from public"));
    }
  }

  @Test
  void aUserWithoutPrivilegesSeesTheSame() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      String role = database.name() + "_role";
      database.execute(BOOKS + "create role " + role + " login password 'x'");
      Properties properties = new Properties();
      properties.setProperty("user", role);
      properties.setProperty("password", "x");
      String url = database.url().substring(0, database.url().indexOf('?'));
      try (Connection connection = DriverManager.getConnection(url, properties)) {
        assertThat(CatalogSnapshot.of(connection, Set.of()).objects())
            .isEqualTo(of(database).objects());
      } finally {
        database.execute("drop role " + role);
      }
    }
  }

  @Test
  void secretsAreNotShown() throws SQLException {
    try (TestDatabase database = new TestDatabase()) {
      database.execute(
          """
          create foreign data wrapper w options (api_key 'geheim');
          create server s foreign data wrapper w options (host 'h', sslpassword 'geheim');
          create user mapping for public server s options (user 'u', password 'geheim', other 'geheim');
          create subscription i connection 'password=geheim' publication p with (connect = false, slot_name = none);
          """);
      String all = of(database).objects().toString();
      database.execute("drop subscription i");
      assertThat(all)
          .doesNotContain("geheim")
          .contains(
              "options (host 'h', sslpassword ...)", "options (other ..., password ..., user 'u')");
    }
  }

  private static CatalogSnapshot of(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect()) {
      return CatalogSnapshot.of(connection, Set.of());
    }
  }

  private static List<String> settings(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "select array_agg(name || '=' || setting order by name) from pg_settings"
                + " where name not like 'transaction%' and name <> 'in_hot_standby'")) {
      row.next();
      return List.of((String[]) row.getArray(1).getArray());
    }
  }
}
