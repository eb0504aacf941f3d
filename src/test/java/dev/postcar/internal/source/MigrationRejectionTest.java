package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.DirectoryTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class MigrationRejectionTest {

  @TempDir private Path directory;
  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory);
  }

  private static String forward(String body) {
    return "public class M0001_X extends Migration { @Override public String forward() { "
        + body
        + " } }";
  }

  private static String sql(String sql) {
    return forward("return \"" + sql + "\";");
  }

  private static String rollback(String body) {
    return "public class M0001_X extends Migration {"
        + " @Override public String forward() { return \"select 1\"; }"
        + " @Override public String rollback() { "
        + body
        + " } }";
  }

  private static String with(String member) {
    return "public class M0001_X extends Migration { "
        + member
        + " @Override public String forward() { return \"select 1\"; } }";
  }

  static String[][] classes() {
    return new String[][] {
      {"public class M0001_X {}", "does not extend dev.postcar.Migration"},
      {"public interface M0001_X {}", "does not extend dev.postcar.Migration"},
      {"public enum M0001_X { A }", "does not extend dev.postcar.Migration"},
      {"public abstract class M0001_X extends Migration {}", "it is abstract"},
      {with("").replace("public class", "class"), "it is not public: make it public"},
      {with("private M0001_X() {}"), "no public constructor without parameters"},
      {with("protected M0001_X() {}"), "no public constructor without parameters"},
      {with("public M0001_X(int a) {}"), "no public constructor without parameters"},
      {
        with("public M0001_X() { throw new IllegalStateException(\"boom\"); }"),
        "its constructor throws java.lang.IllegalStateException: boom"
      },
      {
        with("public M0001_X() throws Exception { throw new java.io.IOException(\"a\\nb\"); }"),
        "its constructor throws java.io.IOException: a; b"
      },
      {
        with("static final int A = Integer.parseInt(\"x\");"),
        "its static initialiser throws java.lang.NumberFormatException"
      },
      {
        with("static class B { static final int A = 1 / Integer.parseInt(\"0\"); } int a = B.A;"),
        "its constructor throws java.lang.ArithmeticException"
      },
      {
        "@AllowHazard(value = \"drop-colum\", because = \"x\") " + sql("select 1"),
        "its @AllowHazard: \"drop-colum\" is not a hazard; the nearest is drop-column"
      },
      {
        "@AllowHazard(value = \"truncate\", because = \"it is so\")"
            + " @AllowHazard(value = \"drop-table\", because = \" \") "
            + sql("select 1"),
        "its @AllowHazard(\"drop-table\") has no reason: add because"
      },
      {forward("return null;"), "forward() returns null"},
      {sql(""), "forward() returns blank SQL: return at least one statement"},
      {sql(" \\t\\n"), "forward() returns blank SQL"},
      {sql("-- todo\\n/* at /* all */ */;"), "forward() returns only comments"},
      {rollback("return \" \";"), "rollback() returns blank SQL: return the SQL that undoes"},
      {rollback("return \"-- todo\";"), "rollback() returns only comments"},
      {forward("return \"select \" + n++; } int n; {"), "forward() returns different text"},
      {rollback("return n++ > 0 ? null : \"x\"; } int n; {"), "rollback() returns different text"},
      {forward("throw new IllegalStateException(\"boom\");"), "forward() throws java.lang.Ill"},
      {forward("throw new AssertionError(\"boom\");"), "forward() throws java.lang.AssertionError"},
      {forward("return forward();"), "forward() throws java.lang.StackOverflowError"},
      {forward("throw new OutOfMemoryError();"), "forward() throws java.lang.OutOfMemoryError"},
      {
        forward(
            "throw new RuntimeException() { public String getMessage() { return 1/0+\"\"; } };"),
        "forward() throws shop.M0001_X$1"
      },
      {rollback("throw new IllegalStateException();"), "rollback() throws java.lang.Illegal"},
      {sql("select 1;\\n  '\\0'"), "forward(), line 2, column 4: a NUL character"},
      {sql("\\0"), "forward(), line 1, column 1: a NUL character"},
      {sql("select '\\uD83D'"), "forward(), line 1, column 9: an unpaired surrogate"},
      {sql("select '\\uDE00\\uD83D'"), "forward(), line 1, column 9: an unpaired surrogate"},
      {sql("select 1;\\nselect 'a"), "forward(), line 2, column 8: unterminated"},
      {sql("do $a$ begin end $b$"), "forward(), line 1, column 4: unterminated"},
      {rollback("return \"/* x\";"), "rollback(), line 1, column 1: unterminated"},
      {
        sql("copy t from stdin"),
        "forward(), line 1: \"copy t from stdin\" reads or writes the client"
      },
      {
        sql("copy t to stdout"),
        "forward(), line 1: \"copy t to stdout\" reads or writes the client"
      },
      {"@Timeouts(lock = \"5\")\n" + with(""), "its @Timeouts(lock): \"5\" is not a duration"},
      {"@Timeouts(statement = \"x\")\n" + with(""), "its @Timeouts(statement): \"x\" is not"},
    };
  }

  @ParameterizedTest
  @MethodSource("classes")
  void isOneLineThatNamesTheClassAndTheFault(String declaration, String fault) {
    workshop.source("shop.M0001_X", declaration);

    assertThat(Workshop.refusal(workshop.fromSources("shop")))
        .startsWith("shop.M0001_X: ")
        .contains(fault)
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "begin",
    "BEGIN ISOLATION LEVEL SERIALIZABLE",
    "commit",
    "rollback",
    "start transaction",
    "end",
    "abort",
    "prepare transaction 'x'",
    "set transaction read only",
    "set local transaction read only"
  })
  void ofTransactionControlNamesTheLine(String statement) {
    workshop.source("shop.M0001_X", sql("select 1;\\n-- then\\n" + statement + ";\\nselect 2"));

    assertThat(Workshop.refusal(workshop.fromSources("shop")))
        .startsWith("shop.M0001_X: forward(), line 3: ")
        .contains("postcar ")
        .hasLineCount(1);
  }

  @Test
  void sparesWordsThatOnlyLookLikeTransactionControl() {
    workshop.source(
        "shop.M0001_X",
        sql(
            "do $$ begin commit; end $$; savepoint a; rollback to a; select 'begin; commit';"
                + " create function f() returns int begin atomic select 1; end;"
                + " copy t from '/tmp/x'; select '\\uD83D\\uDE00'"));

    assertThat(workshop.loaded("shop")).containsExactly("shop.M0001_X");
  }

  @ParameterizedTest
  @CsvSource({
    "M1_Init, 'at least four digits, _ and words: rename it to M0001_Init'",
    "M001_Init, 'at least four digits, _ and words: rename it to M0001_Init'",
    "M0001Init, 'at least four digits, _ and words: rename it to M0001_Init'",
    "m0001_Init, 'at least four digits, _ and words: rename it to M0001_Init'",
    "M0001, such as M0001_Init: rename the class",
    "M0001_, such as M0001_Init: rename the class",
    "V1__Init, such as M0001_Init: rename the class",
    "Init, such as M0001_Init: rename the class",
  })
  void ofAMisnamedMigrationSaysHowToNameIt(String name, String fix) {
    workshop.migration("shop." + name).migration("shop.M0007_Good");

    assertThat(Workshop.refusal(workshop.fromSources("shop")))
        .startsWith("shop." + name + ": ")
        .contains(fix)
        .hasLineCount(1);
  }

  @Test
  void ofAMisnamedCodeMigrationSaysSoToo() {
    workshop.source(
        "shop.M1_X",
        "public class M1_X extends CodeMigration { @Override public void forward(Context c) {} }");

    assertThat(Workshop.refusal(workshop.fromSources("shop"))).contains("rename it to M0001_X");
  }

  @Test
  void sparesClassesThatAreNoMigrations() {
    workshop
        .source("shop.Base", "abstract class Base extends Migration {}")
        .source("shop.M2Parser", "class M2Parser extends java.util.ArrayList<String> {}")
        .source("shop.Row", "record Row(int a) {}")
        .source(
            "shop.Samples",
            "class Samples { Migration one = new Migration() {"
                + " @Override public String forward() { return null; } }; }")
        .source(
            "shop.M0001_X",
            "public class M0001_X extends Base { record Row() {} enum Kind { A }"
                + " @Override public String forward() { return \"select 1\"; } }");

    assertThat(workshop.loaded("shop")).containsExactly("shop.M0001_X");
  }

  @Test
  void ofAnInnerClassSaysToMakeItStatic() {
    workshop.source("shop.Outer", "public class Outer { public class M0001_X" + body() + " }");

    assertThat(Workshop.refusal(workshop.fromSources("shop")))
        .isEqualTo(
            "shop.Outer$M0001_X: it is an inner class of Outer: make it static, or a class of its"
                + " own.");
  }

  private static String body() {
    return with("").substring("public class M0001_X".length());
  }

  @Test
  void sparesAStaticNestedClass() {
    workshop.source(
        "shop.Outer", "public class Outer { public static class M0001_X" + body() + " }");

    assertThat(workshop.loaded("shop")).containsExactly("shop.M0001_X");
  }

  @Test
  void ofALocalClassSaysSo() {
    workshop.source(
        "shop.Outer", "public class Outer { void f() { class M0001_X" + body() + " } }");

    assertThat(Workshop.refusal(workshop.fromSources("shop"))).contains("inside a method");
  }

  @Test
  void ofADuplicateSequenceNamesBothAndComparesNumbers() {
    workshop.migration("shop.M0001_A").migration("shop.M00001_B").migration("bank.M0001_A");

    assertThat(Workshop.refusal(workshop.fromSources("shop", "bank")))
        .hasLineCount(1)
        .isEqualTo(
            "shop.M0001_A: M00001_B has number 1, too. Next: run \"postcar renumber M0001_A\".")
        .doesNotContain("bank");
  }

  @Test
  void hasALineForEachWrongClassAndKeepsTheFirstCause() {
    workshop
        .source("shop.M0001_X", sql(""))
        .source(
            "shop.M0002_Y",
            forward("throw new IllegalStateException();").replace("M0001_X", "M0002_Y"))
        .migration("shop.M3_Z")
        .migration("shop.M0004_Fine");

    assertThat(Workshop.refusal(workshop.fromSources("shop")).lines())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("shop.M0001_X: forward() returns blank"),
            second -> assertThat(second).startsWith("shop.M0002_Y: forward() throws"),
            third -> assertThat(third).startsWith("shop.M3_Z: "));
    assertThat(
            catchThrowableOfType(
                PostcarException.Source.class,
                () -> MigrationLoader.load(workshop.fromSources("shop"))))
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void isCutAfterTwentyLines() {
    for (int i = 1; i <= 23; i++) {
      workshop.migration("shop.M" + i + "_X");
    }

    assertThat(Workshop.refusal(workshop.fromSources("shop")).lines())
        .hasSize(21)
        .last()
        .isEqualTo("… and 3 more.");
  }

  @Test
  void ofAClassForANewerJavaNamesBothVersions() throws IOException {
    Path classes = workshop.migration("shop.M0001_X").classes(workshop.sources, "classes");
    Path file = classes.resolve("shop/M0001_X.class");
    byte[] bytes = Files.readAllBytes(file);
    bytes[6] = 0;
    bytes[7] = (byte) (44 + 99);
    Files.write(file, bytes);

    assertThat(Workshop.refusal(workshop.fromClasses(List.of(classes), "shop")))
        .isEqualTo(
            "shop.M0001_X: it needs Java 99, this is "
                + Runtime.version().feature()
                + ": run postcar on a newer Java, or compile it for this one.");
  }

  @Test
  void ofADamagedClassFileSaysSoInsteadOfPassingItOver() throws IOException {
    workshop.migration("shop.M0001_X").migration("shop.M0002_Y").migration("shop.M0003_Z");
    Path classes = workshop.classes(workshop.sources, "classes");
    Files.write(classes.resolve("shop/M0001_X.class"), new byte[0]);
    Files.write(classes.resolve("shop/M0002_Y.class"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    assertThat(Workshop.refusal(workshop.fromClasses(List.of(classes), "shop")).lines())
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("its class file is damaged"));
  }

  @Test
  void ofAClassInTheWrongFolderSaysWhereItBelongs() throws IOException {
    Path classes = workshop.migration("shop.M0001_X").classes(workshop.sources, "classes");
    Files.createDirectories(classes.resolve("bank"));
    Files.move(classes.resolve("shop/M0001_X.class"), classes.resolve("bank/M0001_X.class"));

    assertThat(Workshop.refusal(workshop.fromClasses(List.of(classes), "bank")))
        .contains("bank.M0001_X: its class file holds shop.M0001_X: put it into the folder");
  }

  static String[][] needing() {
    return new String[][] {
      {
        "public class M0001_X extends CodeMigration {"
            + " @Override public void forward(Context c) {}"
            + " public gone.Part part() { return null; } }",
        "it needs the class gone.Part"
      },
      {with("public M0001_X() { new gone.Part(); }"), "its constructor throws"},
      {forward("return new gone.Part().toString();"), "forward() throws"},
      {with("").replace("extends Migration", "extends gone.Base"), "it needs the class gone.Base"},
      {
        "@Requires(gone.M0001_Y.class)\n" + with(""),
        "its @Requires names a class that does not exist"
      },
    };
  }

  @ParameterizedTest
  @MethodSource("needing")
  void ofAClassThatNeedsAnotherOneNamesThat(String declaration, String fault) throws IOException {
    workshop
        .source("gone.Part", "public class Part {}")
        .source("gone.Base", "public abstract class Base extends Migration {}")
        .migration("gone.M0001_Y")
        .source("shop.M0001_X", declaration);
    Path classes = workshop.classes(workshop.sources, "classes");
    DirectoryTree.delete(classes.resolve("gone"));

    assertThat(Workshop.refusal(workshop.fromClasses(List.of(classes), "shop")))
        .startsWith("shop.M0001_X: ")
        .contains(fault)
        .containsPattern("gone[./](Part|Base|M0001_Y)")
        .hasLineCount(1);
  }
}
