package dev.postcar.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlReaderTest {

  private static final String DUMP =
      """
      --
      -- PostgreSQL database dump
      --

      \\restrict aBc123

      CREATE TABLE public.t (a int);
      COPY public.t (a, b) FROM stdin;
      1\tit's; $$ /* " --
      \\.x
      \\\\.
      \\.

      COPY public."from" FROM stdin; -- nothing
      \\.
      COPY public.u FROM stdin WITH (format csv);
      "a
      ;b"
      \\.
      SELECT 1;
      \\unrestrict aBc123
      """;

  /** Everything of a dump, data marked by a bar. */
  private static List<String> read(String dump, int buffer) throws IOException {
    List<String> all = new ArrayList<>();
    try (SqlReader reader = new SqlReader(new StringReader(dump), buffer, true)) {
      for (Statement next = reader.next(); next != null; next = reader.next()) {
        all.add(next.line() + " " + next.text());
        if (reader.copyData() != null) {
          StringWriter data = new StringWriter();
          reader.copyData().transferTo(data);
          all.add("|" + data);
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 10_000})
  void aDumpIsReadStatementByStatementWithItsData(int buffer) throws IOException {
    assertThat(read(DUMP, buffer))
        .containsExactly(
            "7 CREATE TABLE public.t (a int)",
            "8 COPY public.t (a, b) FROM stdin",
            "|1\tit's; $$ /* \" --\n\\.x\n\\\\.\n",
            "14 COPY public.\"from\" FROM stdin",
            "|",
            "16 COPY public.u FROM stdin WITH (format csv)",
            "|\"a\n;b\"\n",
            "20 SELECT 1");
  }

  @Test
  void windowsLineEndsAreTaken() throws IOException {
    assertThat(read(DUMP.replace("\n", "\r\n"), 16)).hasSize(8).contains("20 SELECT 1");
  }

  @Test
  void dataThatWereNotReadArePassedOver() throws IOException {
    try (SqlReader reader = SqlReader.ofDump(new StringReader(DUMP))) {
      List<Long> lines = new ArrayList<>();
      for (Statement next = reader.next(); next != null; next = reader.next()) {
        lines.add(next.line());
      }
      assertThat(lines).containsExactly(7L, 8L, 14L, 16L, 20L);
    }
  }

  @Test
  void dataThatWereReadInPartArePassedOver() throws IOException {
    try (SqlReader reader = SqlReader.ofDump(new StringReader("copy t from stdin;\nabc\n\\.\nx"))) {
      reader.next();
      assertThat(reader.copyData().read()).isEqualTo('a');
      assertThat(reader.next()).isEqualTo(new Statement("x", 26, 27, 4, List.of("x"))).isNotNull();
      assertThat(reader.copyData()).isNull();
    }
  }

  @Test
  void theEndOfTheFileMayEndTheEndMark() throws IOException {
    assertThat(read("copy t from stdin;\n1\n\\.", 8))
        .containsExactly("1 copy t from stdin", "|1\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy t from stdin;\n1\n", "copy t from stdin;\n1", "copy t from stdin"})
  void aDumpThatWasCutOffIsRefused(String dump) {
    assertThatThrownBy(() -> read(dump, 8))
        .isInstanceOf(SqlSyntaxException.class)
        .hasMessageContaining("COPY data without the line \\.");
  }

  @Test
  void anotherPsqlCommandIsRefused() {
    assertThatThrownBy(() -> read("select 1;\n  \\connect shop\n", 8))
        .isInstanceOf(SqlSyntaxException.class)
        .hasMessage("psql command \\connect shop in the SQL (line 2, column 3)");
  }

  @Test
  void sqlOnTheLineOfACopyIsRefused() {
    assertThatThrownBy(() -> read("copy t from stdin; select 1;\n\\.\n", 8))
        .isInstanceOf(SqlSyntaxException.class);
  }

  @Test
  void sqlThatIsNoDumpHasNoData() throws IOException {
    try (SqlReader reader = SqlReader.of(new StringReader("copy t from stdin;\n1;\n\\.\n"))) {
      assertThat(reader.next().text()).isEqualTo("copy t from stdin");
      assertThat(reader.copyData()).isNull();
      assertThat(reader.next().text()).isEqualTo("1");
      assertThat(reader.next().text()).isEqualTo("\\.");
      assertThat(reader.next()).isNull();
      assertThat(reader.next()).isNull();
    }
  }

  @Test
  void dataLargerThanTheMemoryOfTheLexerPassThrough() throws IOException {
    long chars = 50_000_000;
    // The lexer asks for as much as its buffer has room for.
    int[] largestRequest = {0};
    Reader endless =
        new Reader() {
          private final String head = "copy t from stdin;\n";
          private final String tail = "\n\\.\nselect 1";
          private long at;

          @Override
          public int read(char[] target, int from, int length) {
            largestRequest[0] = Math.max(largestRequest[0], length);
            int i = 0;
            for (; i < length && at < head.length() + chars + tail.length(); i++, at++) {
              long behind = at - head.length() - chars;
              target[from + i] =
                  at < head.length()
                      ? head.charAt((int) at)
                      : behind < 0 ? 'x' : tail.charAt((int) behind);
            }
            return i == 0 ? -1 : i;
          }

          @Override
          public void close() {}
        };
    try (SqlReader reader = new SqlReader(endless, 512, true)) {
      reader.next();
      assertThat(reader.copyData().transferTo(java.io.Writer.nullWriter())).isEqualTo(chars + 1);
      assertThat(reader.next().text()).isEqualTo("select 1");
      assertThat(largestRequest[0]).isLessThanOrEqualTo(8192);
    }
  }

  @Test
  void aReaderThatFailsIsNotTheEndOfTheText() {
    Reader broken =
        new Reader() {
          @Override
          public int read(char[] target, int from, int length) throws IOException {
            throw new IOException("disk gone");
          }

          @Override
          public void close() {}
        };
    assertThatThrownBy(() -> SqlReader.of(broken).next())
        .isInstanceOf(UncheckedIOException.class)
        .hasRootCauseMessage("disk gone");
  }
}
