package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Migrations and views as SQL files. */
final class SqlFileTest {

  @TempDir Path root;

  private Path write(String name, String text) {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private Path write(String name, byte[] bytes) {
    try {
      Path file = root.resolve("app").resolve(name);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<AvailableMigration> load() {
    return MigrationLoader.load(request(true));
  }

  private SourceRequest request(boolean sqlFiles) {
    return new SourceRequest(
        List.of("app"),
        List.of(),
        List.of(root),
        SqlFileTest.class.getClassLoader(),
        null,
        sqlFiles);
  }

  @Test
  void directivesSayWhatAnnotationsWould() {
    write(
        "M0001_One.sql",
        """
        \ufeffcreate table one ();\r
        -- postcar: rollback\r
        drop table one;\r
        """);
    write(
        "M0002_Two.sql",
        """
        -- why it is so
          -- postcar: requires billing.M0002_Plans, M0001_One
        --postcar: timeouts lock=2s statement=10min
        -- postcar: rebuilds BookCatalogue
        create table two ();
        """);
    write(
        "M0003_Three.sql",
        """
        -- postcar: nontransactional
        -- postcar: replaces M0000_A, M0000_B
        -- postcar: replaces M0000_C by M0000_B
        create index concurrently on two (a);
        -- postcar: rollback
        -- what the index was for
        drop index two_a;
        """);
    List<AvailableMigration> all = load();
    assertThat(all)
        .extracting(one -> one.id().toString())
        .containsExactly("app.M0001_One", "app.M0002_Two", "app.M0003_Three");
    AvailableMigration one = all.get(0);
    assertThat(one.forwardSql()).isEqualTo("create table one ();\n");
    assertThat(one.rollbackSql()).isEqualTo("drop table one;\n");
    assertThat(one.checksum()).isEqualTo(Checksum.of("create table one ();"));
    assertThat(one.place(Direction.ROLLBACK).line(1)).endsWith("M0001_One.sql:3");
    AvailableMigration two = all.get(1);
    assertThat(two.reversible()).isFalse();
    assertThat(two.requires())
        .containsExactly(MigrationId.of("billing.M0002_Plans"), MigrationId.of("app.M0001_One"));
    assertThat(two.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(two.statementTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(two.rebuilds()).containsExactly(MigrationId.of("app.BookCatalogue"));
    AvailableMigration three = all.get(2);
    assertThat(three.transactional()).isFalse();
    assertThat(three.rollbackSql()).startsWith("-- what the index").contains("drop index");
    assertThat(three.replaces())
        .containsExactly(
            new Replaced(MigrationId.of("app.M0000_A"), three.id()),
            new Replaced(MigrationId.of("app.M0000_B"), three.id()),
            new Replaced(MigrationId.of("app.M0000_C"), MigrationId.of("app.M0000_B")));
  }

  @Test
  void anAllowedHazardHasAReasonAndDoesNotCountInTheChecksum() {
    write(
        "M0001_One.sql",
        """
        -- postcar: allow drop-column because  nothing
        -- postcar: allow drop-cascade because it, because of it, goes too
        alter table one drop column a cascade;
        """);
    AvailableMigration one = load().get(0);
    assertThat(one.allows())
        .containsExactly(
            new AllowedHazard("drop-column", "nothing"),
            new AllowedHazard("drop-cascade", "it, because of it, goes too"));
    assertThat(one.checksum()).isEqualTo(Checksum.of("alter table one drop column a cascade;"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "allow drop-colum because it is so | \"drop-colum\" is not a hazard; the nearest is drop-column",
        "allow drop-column | allow needs a hazard and a reason",
        "allow drop-column because | allow needs a hazard and a reason",
        "allow | allow needs a hazard and a reason"
      })
  void aHazardThatDoesNotExistOrHasNoReasonIsRefused(String directive, String problem) {
    write("M0001_One.sql", "select 1;\n-- postcar: " + directive + "\n");
    assertThatThrownBy(this::load)
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("M0001_One.sql:2: " + problem);
  }

  @Test
  void whatLooksLikeADirectiveInsideOfSomethingElseIsNone() {
    write(
        "M0001_One.sql",
        """
        create function f() returns text language sql as $$
        -- postcar: rollback
        select '
        -- postcar: nonsense
        '
        $$;
        /*
        -- postcar: nonsense
        */
        select 1; -- postcar: rollback
        """);
    assertThat(load().get(0).rollbackSql()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-- postcar: rolback|app/M0001_A.sql:2: there is no directive \"rolback\". Did you mean rollback?",
        "-- postcar: down|app/M0001_A.sql:2: down is for views",
        "-- postcar rollback|:2: write \"-- postcar: rollback\", with a colon",
        "-- postcar: Rollback|:2: there is no directive \"Rollback\". Did you mean rollback?",
        "-- postcar: rollback|:2: no SQL follows",
        "-- postcar: rollback now|:2: rollback takes nothing more",
        "-- postcar: timeouts 2s|:2: \"2s\" is neither lock=… nor statement=…",
        "-- postcar: timeouts lock=5|:2: ",
        "-- postcar: requires|:2: requires needs a name",
        "-- postcar: requires M0001-X|:2: \"M0001-X\" is not a name",
        "-- postcar:|:2: there is no directive \"\"",
        "begin;|app/M0001_A.sql:2: remove \"begin\": postcar opens and commits the transaction",
        "select 'x|app/M0001_A.sql:2:8: ",
        "\\d one|app/M0001_A.sql:2: \\d is a command of psql",
      })
  void aFaultIsNamedWithItsLine(String line, String message) {
    write("M0001_A.sql", "select 1;\n" + line + "\n");
    assertThatThrownBy(this::load)
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("app.M0001_A: ")
        .hasMessageContaining(message);
  }

  @Test
  void linesOfTheRollbackAreThoseOfTheFile() {
    write("M0001_A.sql", "select 1;\n-- postcar: rollback\nselect 2;\ncommit;\n");
    assertThatThrownBy(this::load).hasMessageContaining("app/M0001_A.sql:4: remove \"commit\"");
    write(
        "M0001_A.sql",
        "select 1;\n-- postcar: rollback\nselect 2;\n-- postcar: requires M0002_B\n");
    assertThatThrownBy(this::load)
        .hasMessageContaining(":4: \"requires\" comes after \"rollback\": move it before");
  }

  @Test
  void otherEncodingsAreRefused() {
    write("M0001_A.sql", "select 'é';".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(this::load).hasMessageContaining("save it as UTF-8");
    write("M0001_A.sql", "select 1;".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(this::load).hasMessageContaining("it is UTF-16");
  }

  @Test
  void aViewHasAnUpAndADown() {
    write("M0001_A.sql", "create table a (id int)");
    write(
        "Ids.view.sql",
        "-- postcar: since M0001_A\n-- postcar: uses Others\ncreate view ids as select id from a;\n-- postcar: down\ndrop view ids;\n");
    try (Migrations migrations = Migrations.of(request(true))) {
      AvailableView view = migrations.views().get(0);
      assertThat(view.id()).isEqualTo(MigrationId.of("app.Ids"));
      assertThat(view.downSql()).isEqualTo("drop view ids;\n");
      assertThat(view.since()).isEqualTo(MigrationId.of("app.M0001_A"));
      assertThat(view.uses()).containsExactly(MigrationId.of("app.Others"));
      assertThat(view.place(Direction.ROLLBACK).line(1)).endsWith("Ids.view.sql:5");
    }
    write("Ids.view.sql", "create view ids as select id from a;\n");
    assertThatThrownBy(this::load).hasMessageContaining("has no \"-- postcar: down\"");
    write("Ids.view.sql", "-- postcar: requires M0001_A\ncreate view x as select 1");
    assertThatThrownBy(this::load).hasMessageContaining("requires is for migrations");
  }

  @Test
  void classesAndFilesAreOneSequence() {
    write("M0001_A.sql", "select 1");
    write(
        "M0002_B.java",
        """
        package app;
        @dev.postcar.Requires(names = "app.M0001_A")
        public class M0002_B extends dev.postcar.Migration {
          public String forward() { return "select 2"; }
        }
        """);
    write("M0003_C.sql", "-- postcar: requires M0002_B\nselect 3");
    assertThat(load()).hasSize(3);
    write("M0002_B.sql", "select 2");
    assertThatThrownBy(this::load)
        .hasMessageContaining("it is a class and a SQL file")
        .hasMessageContaining("sqlFiles = false");
    assertThat(MigrationLoader.load(request(false)))
        .extracting(one -> one.id().name())
        .containsExactly("M0002_B");
  }

  @Test
  void theCallersClassPathMayHaveThem() throws IOException {
    write("M0001_A.sql", "select 1");
    try (URLClassLoader callers =
        new URLClassLoader(new URL[] {root.toUri().toURL()}, SqlFileTest.class.getClassLoader())) {
      SourceRequest request =
          new SourceRequest(List.of("app"), List.of(), List.of(), callers, null, true);
      assertThat(MigrationLoader.load(request))
          .extracting(one -> one.id().name())
          .containsExactly("M0001_A");
    }
  }

  @Test
  void aFileOfTheSameSqlIsNoChange() {
    write(
        "M0001_A.sql",
        "-- postcar: nontransactional\nselect\r\n  1;\n\n-- postcar: rollback\nselect 2");
    String checksum = load().get(0).checksum();
    assertThat(checksum).isEqualTo(Checksum.of("select 1;"));
  }

  @Test
  void aCarriageReturnAloneEndsALineAsItDoesForTheServer() {
    write("M0001_One.sql", "create table one ();\r-- postcar: rollback\rdrop table one;\r-- end\n");
    AvailableMigration one = load().get(0);
    assertThat(one.forwardSql()).isEqualTo("create table one ();\r");
    assertThat(one.rollbackSql()).isEqualTo("drop table one;\r-- end\n");
    write("M0001_One.sql", "select 1;\r\r-- postcar: nonsense\r");
    assertThatThrownBy(this::load).hasMessageContaining("M0001_One.sql:3");
  }
}
