package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.MigrationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line of a Java source that a piece of SQL was written on, or less, and never a wrong one. */
final class JavaSourceTest {

  @TempDir Path folder;

  /** In the body @@@ stands for the quotes of a text block, ~ for a backslash. */
  private String place(String body, String method, String sql, String at) throws IOException {
    Path file = folder.resolve("app/M0001_A.java");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "package app;\npublic class M0001_A extends Migration {\n"
            + body.replace("@@@", "\"\"\"").replace('~', '\\')
            + "}");
    JavaSource source = JavaSource.of(MigrationId.of("app.M0001_A"), List.of(folder));
    int offset = sql.indexOf(at);
    return source.place(method, sql, offset).replace(file.toString(), "FILE");
  }

  @Test
  void aLineOfATextBlock() throws IOException {
    String body =
        """
          // public String forward() { return "select 1;~nselect 2;~n"; }
          public String forward() {
            return @@@
                select 1;
                  select '~@@@~~s';
                select 2;
                @@@;
          }
        """;
    String sql = "select 1;\n  select '\"\"\"\\s';\nselect 2;\n";
    assertThat(place(body, "forward", sql, "select 1")).isEqualTo("FILE:6");
    assertThat(place(body, "forward", sql, "select '")).isEqualTo("FILE:7");
    assertThat(place(body, "forward", sql, "select 2")).isEqualTo("FILE:8");
  }

  @Test
  void linesThatAreJoinedOrMadeByEscapes() throws IOException {
    String body =
        """
          public String forward() {
            return @@@
              select ~
              1;~nselect 2;
              select 3;@@@;
          }
        """;
    String sql = "select 1;\nselect 2;\nselect 3;";
    assertThat(place(body, "forward", sql, "1;")).isEqualTo("FILE:6");
    assertThat(place(body, "forward", sql, "select 2")).isEqualTo("FILE:6");
    assertThat(place(body, "forward", sql, "select 3")).isEqualTo("FILE:7");
  }

  @Test
  void stringsThatAPlusJoins() throws IOException {
    String body =
        """
          private static final char Q = '"';
          public String forward() {
            return "select 1;" // "not this"
                + "select 2;";
          }
        """;
    assertThat(place(body, "forward", "select 1;select 2;", "select 2")).isEqualTo("FILE:6");
    assertThat(place(body, "forward", "select 1;select 9;", "select 9"))
        .isEqualTo("FILE:4, in forward()");
  }

  @Test
  void ofTwoEqualTextsThatOfTheMethod() throws IOException {
    String body =
        """
          public String rollback() { return "select 1"; }
          public String forward() { return "select 1"; }
        """;
    assertThat(place(body, "rollback", "select 1", "1")).isEqualTo("FILE:3");
    assertThat(place(body, "forward", "select 1", "1")).isEqualTo("FILE:4");
  }

  @Test
  void whatIsNotWrittenInOnePieceHasTheLineOfItsMethodOrNone() throws IOException {
    assertThat(
            place(
                "  public String forward() { return \"select %s\".formatted(1); }\n",
                "forward", "select 1", "1"))
        .isEqualTo("FILE:3, in forward()");
    assertThat(place("  int a;\n", "forward", "select 1\n;", ";")).isEqualTo("FILE");
    String twice = "  public String forward() { return A; }\n";
    assertThat(
            place(
                twice + "  static class B { String forward() { return null; } }\n",
                "forward",
                "x",
                "x"))
        .isEqualTo("FILE");
    assertThat(place("  String a = \"select 1\", b = \"select 1\";\n", "forward", "select 1", "1"))
        .isEqualTo("FILE");
  }

  @Test
  void anOpenQuoteOrABadEscapeIsNoLine() throws IOException {
    assertThat(place("  String a = \"\\q\", b = \"x\n", "forward", "x", "x")).isEqualTo("FILE");
    assertThat(place("  String a = \"\"\"\n  x", "forward", "x y", "y")).isEqualTo("FILE");
    assertThat(JavaSource.of(MigrationId.of("app.M0009_None"), List.of(folder))).isNull();
  }
}
