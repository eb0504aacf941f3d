package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code restore} from end to end. */
final class RestoreCommandTest {

  private static final String SHOP =
      """
      BEGIN;
      CREATE TABLE book (id int, title text);
      COPY book (id, title) FROM stdin;
      1\tMax Havelaar
      2\tMinnebrieven
      \\.
      COMMIT;
      """;

  private final CommandLineFixture fixture = new CommandLineFixture().three();

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aDumpIsRestored() {
    Ran ran = fixture.write("db/shop.sql", SHOP).run("restore", "db/shop.sql");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(normal(ran.out()))
        .isEqualTo("Restored shop.sql into DB: 2 statements, 2 rows, 122 bytes of SQL (TIME).\n");
    assertThat(ran.err()).isEqualTo("created the bookkeeping in schema _postcar\n");
    Ran again = fixture.run("restore", "db/shop.sql");
    assertThat(again.exitCode()).isEqualTo(4);
    assertThat(again.out()).isEmpty();
    assertThat(normal(again.err()))
        .isEqualTo(
            """
            postcar: Refused: DB is not empty: it contains table public.book.
            State: nothing was changed.
            Next: create an empty database for the dump, or drop its content.
            """);
  }

  @Test
  void theResultAsJson() throws Exception {
    Ran ran = fixture.write("shop.sql", SHOP).run("restore", "--json", "shop.sql");
    JsonNode result = new ObjectMapper().readTree(ran.out());
    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly("database", "dump", "bytes", "statements", "rows", "durationMs");
    assertThat(result.get("database").asText()).isEqualTo(fixture.database().name());
    assertThat(result.get("dump").asText()).isEqualTo("shop.sql");
    assertThat(result.get("bytes").asLong()).isEqualTo(122);
    assertThat(result.get("statements").asLong()).isEqualTo(2);
    assertThat(result.get("rows").asLong()).isEqualTo(2);
  }

  @Test
  void aFailureNamesTheLineOfTheDump() throws Exception {
    fixture.write("shop.sql", SHOP.replace("2\tMinne", "two\tMinne"));
    Ran ran = fixture.run("restore", "shop.sql");
    assertThat(ran.exitCode()).isEqualTo(1);
    assertThat(ran.err())
        .isEqualTo(
            """
            postcar: shop.sql, line 5: invalid input syntax for type integer: "two" (SQLSTATE 22P02)
              statement 2:
                COPY book (id, title) FROM stdin
              CONTEXT: COPY book, line 2, column id: "two"
            State: all of it was rolled back; the database is as empty as before.
            Next: fix the dump, or create what it needs, then rerun the command.
            """);
    JsonNode error =
        new ObjectMapper()
            .readTree(fixture.run("restore", "shop.sql", "--json").out())
            .get("error");
    assertThat(error.get("kind").asText()).isEqualTo("restore");
    assertThat(error.get("sqlstate").asText()).isEqualTo("22P02");
    assertThat(error.get("line").asLong()).isEqualTo(5);
    assertThat(error.get("exitCode").asInt()).isEqualTo(1);
  }

  @Test
  void aMetaCommandOfPsqlIsRefused() {
    Ran ran =
        fixture
            .write("shop.sql", "\\restrict a\ncreate table a ();\n\\connect shop\n")
            .run("restore", "shop.sql");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .isEqualTo(
            """
            postcar: Refused: shop.sql, line 3: psql command \\connect shop in the SQL; a restore runs SQL and COPY data only (pg_dump without --create writes nothing else).
            State: all of it was rolled back; the database is as empty as before.
            """);
    assertThat(fixture.database().hasRelation("a")).isFalse();
  }

  @Test
  void theOutputOfACommandIsADump() {
    Ran ran = fixture.write("a file.txt", SHOP).run("restore", "a file.txt", "--with", "cat {}");
    assertThat(normal(ran.out())).startsWith("Restored a file.txt into DB: 2 statements, 2 rows");
    Ran none = fixture.run("restore");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("No dump is given");
    Ran gone = fixture.run("restore", "gone.sql");
    assertThat(gone.exitCode()).isEqualTo(2);
    assertThat(gone.err()).contains("gone.sql does not exist");
  }

  @Test
  void migrateRestoresTheConfiguredDumpFirst() {
    fixture
        .write("db/shop.sql", SHOP)
        .write(
            "postcar.conf.groovy",
            fixture.conf("restore {\n dump = 'db/shop.sql'\n command = 'cat'\n}"));
    Ran ran = fixture.run("migrate");
    assertThat(normal(ran.out())).isEqualTo("Applied 3 migrations in DB (TIME).\n");
    assertThat(normal(ran.err()))
        .isEqualTo(
            """
            created the bookkeeping in schema _postcar
            restored shop.sql (2 statements, 2 rows, TIME)
            applied app.M0001_One (TIME)
            applied app.M0002_Two (TIME)
            applied app.M0003_Three (TIME)
            """);
    assertThat(normal(fixture.run("migrate").out())).isEqualTo("Nothing to do in DB.\n");
    assertThat(fixture.database().value("select count(*) from book")).isEqualTo("2");
  }

  @Test
  void theCommandIsListedWithoutThePasswordInIt() {
    fixture.write(
        "postcar.conf.groovy",
        fixture.conf("restore.command = 'pg_dump postgresql://u:hush@db.example.com/shop'"));
    Ran ran = fixture.run("config");
    assertThat(ran.out()).contains("pg_dump postgresql://u:****@db.example.com/shop");
    assertThat(ran.out()).doesNotContain("hush");
  }

  private String normal(String text) {
    return text.replace(fixture.database().name(), "DB").replaceAll("\\d+ ms|\\d+\\.\\d s", "TIME");
  }
}
