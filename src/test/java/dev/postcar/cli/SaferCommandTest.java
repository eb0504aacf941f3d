package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code safer} from end to end: what it shows, and the sources that it writes. */
final class SaferCommandTest {

  private final CommandLineFixture fixture =
      new CommandLineFixture()
          .write(
              "src/app/M0001_Init.sql", "create table book (id bigint primary key, price int);\n")
          .write(
              "src/app/M0002_Dear.sql",
              """
              alter table book add constraint dear check (price > 0);
              -- postcar: rollback
              alter table book drop constraint dear;
              """);

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void showsTheFormAndItsProofAndChangesNothing() throws IOException {
    Ran ran = fixture.run("safer", "M0002");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out().replaceAll("\\d+ objects", "N objects"))
        .isEqualTo(
            """
            app.M0002_Dear in its safe form: 2 migrations

            M0002_Dear (one transaction, lock timeout 200ms)
              alter table book add constraint dear CHECK ((price > 0)) not valid

            M0003_DearValidate (one transaction, lock timeout 200ms)
              alter table book validate constraint dear

            Proof, on a scratch database:
              proved      verify                         forward, back and forward again: 2 of 2
              proved      same catalog                   N objects
              proved      constraints and indexes valid  all
              proved      no danger in trace             0 hints of lower levels
            Nothing was changed. Next: add --write to replace the migration.
            """);
    assertThat(files()).containsExactly("M0001_Init.sql", "M0002_Dear.sql");
  }

  @Test
  void writesSqlFilesThatMigrateAndRollBack() throws IOException {
    fixture.run("migrate", "--to", "M0001");
    Ran ran = fixture.run("safer", "M0002", "--write");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(files())
        .containsExactly("M0001_Init.sql", "M0002_Dear.sql", "M0003_DearValidate.sql");
    assertThat(Files.readString(fixture.directory().resolve("src/app/M0003_DearValidate.sql")))
        .isEqualTo(
            """
            -- postcar: timeouts lock=200ms
            alter table book validate constraint dear;
            -- postcar: rollback
            alter table book drop constraint dear;
            alter table book add constraint dear CHECK ((price > 0)) not valid;
            """);
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(fixture.run("rollback", "--steps", "2", "--yes").exitCode()).isZero();
    assertThat(fixture.run("migrate").exitCode()).isZero();
    assertThat(
            fixture
                .database()
                .rows("select conname, convalidated from pg_constraint where conname = 'dear'"))
        .containsExactly("dear|t");
  }

  @Test
  void aClassBecomesClassesAndBatchesAreCode() throws Exception {
    fixture
        .delete("src/app/M0002_Dear.sql")
        .sql(
            "M0002_Token",
            "alter table book add column token uuid not null default gen_random_uuid();",
            "alter table book drop column token;");
    fixture.run("migrate", "--to", "M0001");
    fixture.database().execute("insert into book select i, i from generate_series(1, 25000) i");
    Ran ran = fixture.run("safer", "M0002", "--write", "--json");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("id", "parts", "left", "proof", "rehearsed", "files");
    assertThat(json.get("files").get(1).asText()).isEqualTo("src/app/M0003_TokenBackfill.java");
    assertThat(files()).allMatch(file -> file.equals("M0001_Init.sql") || file.endsWith(".java"));
    Ran migrated = fixture.run("migrate");
    assertThat(migrated.exitCode()).as(migrated.err()).isZero();
    assertThat(fixture.database().value("select count(distinct token) from book"))
        .isEqualTo("25000");
    Ran back = fixture.run("rollback", "--to", "M0001", "--yes");
    assertThat(back.exitCode()).as(back.err()).isZero();
  }

  @Test
  void bothFormsRunUnderTraffic() {
    Ran ran = fixture.run("safer", "M0002", "--rehearse", "--rows", "2000", "--seconds", "1");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .containsPattern(
            """
            Under traffic:
              +took  readers waited  writers waited  p99 before  p99 during  failed
              original  +[0-9.]+ m?s  +[0-9.]+ m?s  +[0-9.]+ m?s  +[0-9.]+ m?s  +[0-9.]+ m?s  +0
              safe form  +[0-9.]+ m?s  +[0-9.]+ m?s  +[0-9.]+ m?s  +[0-9.]+ m?s  +[0-9.]+ m?s  +0
            """);
    Ran without = fixture.run("safer", "M0002", "--rows", "2000");
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("--rows needs --rehearse.");
  }

  /** A configured time that is shorter stays. */
  @Test
  void aShortLockTimeoutIsNotReplaced() {
    assertThat(fixture.run("safer", "M0002", "--lock-timeout", "50ms").out())
        .contains("M0003_DearValidate (one transaction)");
    assertThat(fixture.run("safer", "M0002", "--lock-timeout", "off").out())
        .contains("M0003_DearValidate (one transaction, lock timeout 200ms)");
  }

  @Test
  void aRollbackThatRestoresRowsIsRefused() throws IOException {
    fixture.write(
        "src/app/M0002_Dear.sql",
        """
        update book set price = 1 where price is null;
        -- postcar: rollback
        update book set price = null where price = 1;
        """);
    Ran ran = fixture.run("safer", "M0002", "--write");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("has a rollback that works on rows", "update book set price = null")
        .contains("Nothing was changed.");
    assertThat(files()).hasSize(2);
  }

  @Test
  void aTakenNumberIsRefusedWithTheCommand() throws IOException {
    fixture.write("src/app/M0003_Later.sql", "create table later (id int);\n");
    Ran ran = fixture.run("safer", "M0002", "--write");
    assertThat(ran.exitCode()).as(ran.out()).isEqualTo(4);
    assertThat(ran.err())
        .contains("M0003_Later has one of them", "\"postcar renumber M0002_Dear\"");
    assertThat(files()).hasSize(3);
    assertThat(fixture.run("renumber", "M0002").exitCode()).isZero();
    assertThat(fixture.run("safer", "M0004", "--write").exitCode()).isZero();
    assertThat(fixture.run("migrate").exitCode()).isZero();
  }

  @Test
  void whatHasNoFormIsExitCodeSixOrSaid() {
    fixture.write(
        "src/app/M0002_Dear.sql",
        """
        alter table book add constraint one exclude using btree (price with =);
        alter table book add constraint dear check (price > 0);
        """);
    Ran ran = fixture.run("safer", "M0002", "--write");
    assertThat(ran.exitCode()).isEqualTo(6);
    assertThat(ran.out())
        .contains("no form for exclusion-constraint (danger): ", "NOT PROVED  no danger in trace")
        .endsWith("Nothing was changed: what is not proved is not written.\n");
  }

  @Test
  void whatIsAppliedOrCannotBeTakenApartIsRefused() {
    fixture.run("migrate");
    Ran applied = fixture.run("safer", "M0002");
    assertThat(applied.exitCode()).isEqualTo(4);
    assertThat(applied.err()).contains("app.M0002_Dear is not pending");
    fixture.write("src/app/M0003_Path.sql", "set search_path = x;\nselect 1;\n");
    Ran path = fixture.run("safer", "M0003");
    assertThat(path.exitCode()).isEqualTo(4);
    assertThat(path.err()).contains("cannot be taken apart: set search_path = x");
  }

  private List<String> files() throws IOException {
    try (Stream<Path> list = Files.list(fixture.directory().resolve("src/app"))) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
