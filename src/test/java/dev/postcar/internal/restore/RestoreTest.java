package dev.postcar.internal.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.Dump;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.result.RestoreResult;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Dumps are loaded whole or not at all, wherever they come from. */
final class RestoreTest {

  private static final String BOOKS = "create table book (id int);\n";

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private final Postcar postcar = Postcar.on(database.dataSource());

  @AfterEach
  void close() {
    postcar.close();
    database.close();
  }

  /** That of 15 was written by the program itself, the others have the preamble of theirs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "pg_dump-13.sql",
        "pg_dump-14-latin1.sql",
        "pg_dump-15.sql",
        "pg_dump-16-inserts.sql",
        "pg_dump-17.sql",
        "pg_dump-18.sql"
      })
  void aDumpOfEachVersionIsRestored(String name) throws IOException {
    RestoreResult result = postcar.restore(copyOf(name));
    assertThat(result.dump()).isEqualTo(name);
    assertThat(result.rows()).isEqualTo(5);
    assertThat(database.rows("select id, name, note from shop.author order by id"))
        .containsExactly(
            "1|Multatuli|tab\there\nline \\. backslash-dot", "2|Ünïcødé|null", "3||\\.");
    assertThat(
            database.rows(
                "select id, author, title, mood, extract(epoch from added)::bigint, raw"
                    + " from shop.book order by id"))
        .containsExactly(
            "1|1|Max; Havelaar|très heureux|1795176000|\\x00ff",
            "2|2|$$ 'quoted' /* --|null|null|null");
    assertThat(database.value("select encode(lo_get(4242), 'escape')"))
        .isEqualTo("large \\000 object");
    assertThat(database.value("select shop.next(1), nextval('shop.book_id_seq')")).isEqualTo("2|3");
    assertThat(database.value("select obj_description('shop.book'::regclass)"))
        .isEqualTo("a comment; with \\ and 'quotes'\nand lines");
    assertThat(database.rows("select operation, outcome, sqlstate from _postcar.event"))
        .containsExactly("restore|restored|null");
  }

  @Test
  void gzipAndXzAreToldByTheirContent() throws IOException {
    Path plain = copyOf("pg_dump-15.sql");
    Path gzip = directory.resolve("gzip.sql");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(plain, out);
    }
    Path xz = directory.resolve("xz.bin");
    try (OutputStream out =
        new XZOutputStream(Files.newOutputStream(xz), new LZMA2Options(LZMA2Options.PRESET_MIN))) {
      Files.copy(plain, out);
    }
    RestoreResult result = postcar.restore(gzip);
    assertThat(result.bytes()).isEqualTo(Files.size(plain));
    try (TestDatabase other = new TestDatabase();
        Postcar there = Postcar.on(other.dataSource())) {
      assertThat(there.restore(xz).statements()).isEqualTo(result.statements());
      assertThat(other.value("select count(*) from shop.book")).isEqualTo("2");
    }
  }

  @Test
  void aTruncatedArchiveLeavesNothing() throws IOException {
    Path gzip = directory.resolve("half.sql.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(copyOf("pg_dump-15.sql"), out);
    }
    byte[] whole = Files.readAllBytes(gzip);
    Files.write(gzip, java.util.Arrays.copyOf(whole, whole.length - 40));
    assertThatThrownBy(() -> postcar.restore(gzip))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageStartingWith("half.sql.gz cannot be read to its end: ");
    nothingIsLeft();
  }

  @Test
  void aGzipOfSeveralMembersIsReadToItsEndHoweverSlowlyItComes() throws IOException {
    Path first = gzip("first.gz", BOOKS);
    Path second = gzip("second.gz", "create table author (id int);\n");
    String command = "sh -c 'cat %s; sleep 1; cat %s'".formatted(first, second);
    assertThat(postcar.restore(Dump.through(null, command)).statements()).isEqualTo(2);
    assertThat(database.hasRelation("author")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 12, 30})
  void aLastMemberThatIsCutOffLeavesNothing(int length) throws IOException {
    byte[] second = Files.readAllBytes(gzip("second.gz", "create table author (id int);\n"));
    Path both = gzip("both.gz", BOOKS);
    Files.write(both, java.util.Arrays.copyOf(second, length), StandardOpenOption.APPEND);
    assertThatThrownBy(() -> postcar.restore(both))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageStartingWith("both.gz cannot be read to its end: ");
    nothingIsLeft();
  }

  private Path gzip(String name, String text) throws IOException {
    Path gzip = directory.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return gzip;
  }

  @Test
  void aDumpThatIsCutOffBetweenTwoStatementsLeavesNothing() throws IOException {
    Path dump = copyOf("pg_dump-15.sql");
    String whole = Files.readString(dump);
    Files.writeString(dump, whole.substring(0, whole.indexOf("ALTER TABLE ONLY shop.book\n")));
    assertThatThrownBy(() -> postcar.restore(dump))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageStartingWith("pg_dump-15.sql cannot be read to its end: it was cut off");
    nothingIsLeft();
    Files.writeString(dump, whole + "select 1;\n".repeat(5000));
    assertThat(postcar.restore(dump).rows()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-- nothing but a comment\n", "set client_encoding = 'UTF8';\n"})
  void aDumpWithoutAnyStatementIsNoDump(String text) throws IOException {
    Path dump = directory.resolve("empty.sql");
    Files.writeString(dump, text);
    assertThatThrownBy(() -> postcar.restore(dump))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageStartingWith("empty.sql cannot be read to its end: it contains no statement\n");
    nothingIsLeft();
  }

  @Test
  void aByteThatNoSqlHasIsNamedByItsLine() throws IOException {
    Path dump = directory.resolve("nul.sql");
    Files.writeString(dump, BOOKS + "select 1,\n '\0';\n");
    PostcarException.RestoreFailed failed =
        catchThrowableOfType(PostcarException.RestoreFailed.class, () -> postcar.restore(dump));
    assertThat(failed)
        .hasMessageStartingWith("nul.sql, line 3: a zero byte, which SQL never contains");
    nothingIsLeft();
  }

  @Test
  void theLineOfARowIsTheServersAndNotThatOfItsText() throws IOException {
    Path dump = directory.resolve("row.sql");
    Files.writeString(dump, BOOKS + "copy book from stdin;\n1\nx, line 77\n\\.\n");
    assertThatThrownBy(() -> postcar.restore(dump)).hasMessageStartingWith("row.sql, line 4: ");
    nothingIsLeft();
  }

  @Test
  void aCommandReadsTheFileAsItsArgumentOrAsItsInput() throws IOException {
    Path odd = directory.resolve("a b; touch x $(touch y) '.sql");
    Files.writeString(odd, BOOKS);
    Path trace = directory.resolve("x");
    assertThat(postcar.restore(Dump.through(odd, "cat {}")).statements()).isEqualTo(1);
    database.execute("drop table book; drop schema _postcar cascade");
    assertThat(postcar.restore(Dump.through(odd, "cat")).statements()).isEqualTo(1);
    database.execute("drop table book; drop schema _postcar cascade");
    Dump made = Dump.through(null, "sh -c 'echo \"create table $0 (id int)\"' \"odd table\"");
    assertThatThrownBy(() -> postcar.restore(made))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageContaining("the output of sh, line 1: syntax error at or near \"table\"");
    assertThat(trace).doesNotExist();
    nothingIsLeft();
  }

  @Test
  void aCommandThatFailsAtItsEndLeavesNothing() throws IOException {
    Path dump = write(BOOKS);
    assertThatThrownBy(
            () ->
                postcar.restore(
                    Dump.through(dump, "sh -c 'cat {}; echo it broke >&2; exit 3' secret-word")))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageContaining("the command sh ended with exit code 3: it broke")
        .hasMessageContaining("all of it was rolled back")
        .hasMessageNotContaining("secret-word");
    nothingIsLeft();
    assertThatThrownBy(() -> postcar.restore(Dump.through(dump, "no-such-program secret-word")))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("no-such-program")
        .hasMessageNotContaining("secret-word");
  }

  @Test
  void aDatabaseThatIsNotEmptyIsRefused() throws IOException {
    Path dump = write(BOOKS);
    for (String[] something :
        new String[][] {
          {"create table public.t ()", "drop table t", "table public.t"},
          {"create schema s", "drop schema s", "schema s"},
          {"create type mood as enum ()", "drop type mood", "type public.mood"},
          {
            "create function f() returns int language sql return 1", "drop function f", "public.f()"
          },
          {"create collation c from \"C\"", "drop collation c", "collation public.c"},
        }) {
      database.execute(something[0]);
      assertThatThrownBy(() -> postcar.restore(dump))
          .isInstanceOf(PostcarException.Refusal.class)
          .hasMessageContaining("is not empty")
          .hasMessageContaining(something[2]);
      database.execute(something[1]);
    }
    database.execute("create schema ext; create extension pg_trgm schema ext");
    assertThat(postcar.restore(dump).statements()).isEqualTo(1);
    assertThatThrownBy(() -> postcar.restore(dump)).isInstanceOf(PostcarException.Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\connect shop",
        "\\i other.sql",
        "create database shop",
        "vacuum",
        "rollback",
        "prepare transaction 'x'",
        "commit prepared 'x'",
        "set transaction isolation level serializable",
        "set standard_conforming_strings = off",
        "set client_encoding = 'SJIS'",
        "copy book to stdout",
        "select 'never closed",
        "copy book from stdin;\n1\n2"
      })
  void whatCannotBePartOfARestoreIsRefusedWithItsLine(String statement) throws IOException {
    Path dump = write(BOOKS + "\n" + statement + (statement.startsWith("\\") ? "\n" : ";\n"));
    PostcarException.Refusal refusal =
        catchThrowableOfType(PostcarException.Refusal.class, () -> postcar.restore(dump));
    String line = statement.startsWith("copy book from") ? "line 4" : "line 3";
    assertThat(refusal).hasMessageContaining("Refused: dump.sql, " + line + ": ");
    nothingIsLeft();
  }

  @Test
  void aDumpThatHidesACommitIsNotSaidToBeRolledBack() throws IOException {
    // With standard_conforming_strings off the server ends the string elsewhere.
    Path dump =
        write(
            """
            select set_config('standard_conforming_strings', 'off', false);
            create table kept (a int);
            copy kept from stdin;
            1
            \\.
            select '\\'' ; commit; begin; --'
            ;
            select 1/0;
            """);
    assertThatThrownBy(() -> postcar.restore(dump))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageContaining("turned standard_conforming_strings off");
    nothingIsLeft();
  }

  @Test
  void aPasswordInADumpIsNotShown() throws IOException {
    Path dump = write("create role postgres password 'hunter22secret';");
    assertThatThrownBy(() -> postcar.restore(dump))
        .hasMessageContaining("password '**************'")
        .hasMessageNotContaining("hunter22");
  }

  @Test
  void otherFormatsAreNamedWithTheWayToReadThem() throws IOException {
    refuses("PGDMP\u0001\u000e", "pg_restore");
    refuses("(\u00b5/\u00fd\0\0\0\0", "zstd -dc");
    refuses("\u00ff\u00feS\0E\0T\0", "UTF-16");
    Path bom = directory.resolve("bom.sql");
    Files.writeString(bom, "\ufeff" + BOOKS);
    assertThat(postcar.restore(bom).statements()).isEqualTo(1);
  }

  private void refuses(String bytes, String advice) throws IOException {
    Path file = directory.resolve("dump.bin");
    Files.write(file, bytes.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> postcar.restore(file))
        .isInstanceOf(PostcarException.Refusal.class)
        .hasMessageContaining(advice);
  }

  @Test
  void aFailureInTheMiddleNamesItsLineAndLeavesNothing() throws IOException {
    PostcarException.RestoreFailed failed =
        fails(
            """
            BEGIN;
            create table book (id int primary key, title text);
            -- a comment
            COPY book (id, title) FROM stdin;
            1\tMax Havelaar
            \\.

            COMMIT;
            insert into book values (1, 'again');
            create table after_it ();
            """);
    assertThat(failed.line()).isEqualTo(9);
    assertThat(failed)
        .hasMessageContaining("dump.sql, line 9: duplicate key value")
        .hasMessageContaining("SQLSTATE 23505")
        .hasMessageContaining("statement 3:\n    insert into book values (1, 'again')")
        .hasMessageContaining("DETAIL: Key (id)=(1) already exists.");
    nothingIsLeft();
  }

  @Test
  void aSyntaxErrorIsFoundAmongTheStatementsThatTravelTogether() throws IOException {
    PostcarException.RestoreFailed failed =
        fails("select 'é😀';\ncreate table a ();\n\nselect 1,\n  2 fromm x y;\nselect 3;\n");
    assertThat(failed)
        .hasMessageContaining("dump.sql, line 5: syntax error at or near \"x\"")
        .hasMessageContaining("    2 fromm x y\n" + " ".repeat(14) + "^");
    nothingIsLeft();
  }

  @Test
  void aRowThatDoesNotFitIsNamedByItsLineOfTheDump() throws IOException {
    assertThat(fails(BOOKS + "copy book\n  from stdin;\n1\n2\nthree\n\\.\n"))
        .hasMessageContaining("dump.sql, line 6: invalid input syntax for type integer")
        .hasMessageContaining("CONTEXT: COPY book, line 3, column id: \"three\"");
    nothingIsLeft();
  }

  @Test
  void whatIsDeferredIsCheckedBeforeTheCommit() throws IOException {
    assertThat(
            fails(
                "create table a (id int primary key); create table b (a int references a"
                    + " deferrable initially deferred); insert into b values (1);"))
        .hasMessageContaining("violates foreign key constraint")
        .hasMessageContaining("SQLSTATE 23503");
    nothingIsLeft();
  }

  @Test
  void bytesThatAreNotInTheDumpsEncodingAreNotReplaced() throws IOException {
    Path dump = directory.resolve("dump.sql");
    Files.write(dump, "\nselect 'caf\u00e9';".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> postcar.restore(dump))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageContaining("line 2: this statement is not valid UTF-8");
    Files.write(
        dump,
        (BOOKS + "copy book from stdin;\n1\n\u00e9\n\\.\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> postcar.restore(dump))
        .isInstanceOf(PostcarException.RestoreFailed.class)
        .hasMessageContaining("SQLSTATE 22021");
    nothingIsLeft();
  }

  @Test
  void settingsAndRolesOfADumpDoNotReachTheBookkeeping() throws IOException {
    postcar.restore(
        write(
            BOOKS
                + """
                select pg_catalog.set_config('search_path', '', false);
                set default_tablespace = '';
                set check_function_bodies = false;
                set session authorization pg_monitor;
                """));
    assertThat(
            database.rows(
                "select distinct tableowner from pg_tables where schemaname = '_postcar'"))
        .containsExactly(database.server().user());
  }

  @Test
  void aRoleOwnsWhatTheDumpMakesAndTheBookkeeping() throws IOException {
    String role = "restorer_" + database.name();
    database.execute(
        "create role %s; grant create on database %s to %1$s; grant create on schema public to %1$s"
            .formatted(role, database.name()));
    try {
      postcar.role(role).restore(write(BOOKS));
      assertThat(
              database.rows(
                  "select distinct tableowner from pg_tables where schemaname in ('public',"
                      + " '_postcar')"))
          .containsExactly(role);
    } finally {
      database.execute("drop owned by %s; drop role %1$s".formatted(role));
    }
  }

  @Test
  void aMissingRoleIsTheServersError() throws IOException {
    assertThat(fails(BOOKS + "alter table book owner to nobody_here;"))
        .hasMessageContaining("role \"nobody_here\" does not exist (SQLSTATE 42704)");
  }

  @Test
  void libraryUsersAreToldOfMissingDumps() {
    assertThatThrownBy(() -> postcar.restore(directory.resolve("gone.sql")))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("gone.sql does not exist");
    assertThatThrownBy(() -> postcar.restore(directory))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> Dump.through(directory, "cat 'x"))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("never closed");
    assertThat(Dump.through(null, "a 'b c'\"d\\\"\" \\e ''").command())
        .isEqualTo(List.of("a", "b cd\"", "e", ""));
  }

  private PostcarException.RestoreFailed fails(String sql) throws IOException {
    Path dump = write(sql);
    return catchThrowableOfType(PostcarException.RestoreFailed.class, () -> postcar.restore(dump));
  }

  private Path write(String sql) throws IOException {
    return Files.writeString(directory.resolve("dump.sql"), sql);
  }

  private Path copyOf(String name) throws IOException {
    Path copy = directory.resolve(name);
    try (InputStream in = RestoreTest.class.getResourceAsStream("/dumps/" + name)) {
      Files.copy(in, copy);
    }
    return copy;
  }

  private void nothingIsLeft() {
    assertThat(
            database.rows(
                "select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in"
                    + " ('public', 'information_schema') union all select relname from pg_class"
                    + " where relnamespace = 'public'::regnamespace"))
        .isEmpty();
  }
}
