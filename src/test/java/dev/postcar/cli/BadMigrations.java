package dev.postcar.cli;

import static dev.postcar.cli.Bad.forward;
import static dev.postcar.cli.Bad.source;

import java.util.List;
import java.util.stream.Stream;

/** Migrations that no one may run. */
final class BadMigrations {

  private static final String OUTSIDE = "@NonTransactional ";

  private BadMigrations() {}

  static List<Bad> all() {
    return Stream.of(classes(), controls(), texts()).flatMap(List::stream).toList();
  }

  private static List<Bad> classes() {
    return List.of(
        source("an interface", "M0009_X", "", "public interface M0009_X {}"),
        source("an enum", "M0009_X", "", "public enum M0009_X { A }"),
        source("a record", "M0009_X", "", "public record M0009_X(int a) {}"),
        source(
            "private constructor",
            "M0009_X",
            "constructor",
            "public class M0009_X extends Migration { private M0009_X() {} %s}"),
        source(
            "file of another class",
            "M0009_X",
            "M0009_X",
            "public class M0010_Y extends Migration {%s}"),
        source(
            "requires itself",
            "M0009_X",
            "",
            "@Requires(M0009_X.class) public class M0009_X extends Migration {%s}"),
        source(
            "requires no migration",
            "M0009_X",
            "",
            "@Requires(names = \"java.lang.String\") public class M0009_X extends Migration {%s}"),
        source(
            "requires an empty name",
            "M0009_X",
            "",
            "@Requires(names = \"\") public class M0009_X extends Migration {%s}"),
        source(
            "statement timeout negative",
            "M0009_X",
            "@Timeouts",
            "@Timeouts(statement = \"-5s\") public class M0009_X extends Migration {%s}"),
        source(
            "statement timeout without unit",
            "M0009_X",
            "@Timeouts",
            "@Timeouts(statement = \"5\") public class M0009_X extends Migration {%s}"),
        source(
            "rollback throws",
            "M0009_X",
            "rollback() throws",
            "public class M0009_X extends Migration { %s public String rollback() { throw new RuntimeException(\"x\"); } }"),
        source(
            "rollback begins a transaction",
            "M0009_X",
            "begin",
            "public class M0009_X extends Migration { %s public String rollback() { return \"begin\"; } }"),
        source(
            "rollback with an open quote",
            "M0009_X",
            "line 1",
            "public class M0009_X extends Migration { %s public String rollback() { return \"select 'x\"; } }"),
        source(
            "rollback of two texts",
            "M0009_X",
            "different text",
            "public class M0009_X extends Migration { %s public String rollback() { return \"select \" + System.nanoTime(); } }"),
        source(
            "instance initialiser throws",
            "M0009_X",
            "constructor throws",
            "public class M0009_X extends Migration { { if (true) throw new RuntimeException(\"x\"); } %s}"),
        source(
            "forward is an error",
            "M0009_X",
            "forward() throws",
            "public class M0009_X extends Migration { public String forward() { throw new StackOverflowError(); } }"),
        source(
            "missing class at run time",
            "M0009_X",
            "forward() throws",
            "public class M0009_X extends Migration { public String forward() { throw new NoClassDefFoundError(\"gone/Away\"); } }"),
        source(
            "code whose version throws",
            "M0009_X",
            "version()",
            "public class M0009_X extends CodeMigration { public void forward(Context c) {} public String version() { throw new RuntimeException(\"x\"); } }"),
        source("wrong package line", "M0009_X", "", "} package other; {"),
        source(
            "unknown type in the source",
            "M0009_X",
            "do not compile",
            "public class M0009_X extends Migration { Gone g; %s}"),
        source(
            "forward missing",
            "M0009_X",
            "do not compile",
            "public class M0009_X extends Migration {}"),
        source(
            "final method overridden",
            "M0009_X",
            "do not compile",
            "public class M0009_X extends Migration { public final int hashCode() { return \"\"; } %s}"));
  }

  private static List<Bad> controls() {
    return List.of(
        forward("forward: abort", "", "\"abort\""),
        forward("forward: rollback", "", "\"rollback\""),
        forward("forward: end", "", "\"end\""),
        forward(
            "forward: savepoint a; rollback to a; rollback",
            "",
            "\"savepoint a; rollback to a; rollback\""),
        forward("forward: commit and chain", "", "\"commit and chain\""),
        forward("forward: prepare transaction 'x'", "", "\"prepare transaction 'x'\""),
        forward("forward: commit prepared 'x'", "", "\"commit prepared 'x'\""),
        forward(
            "forward: BEGIN ISOLATION LEVEL SERIALIZABLE",
            "",
            "\"BEGIN ISOLATION LEVEL SERIALIZABLE\""),
        forward(
            "forward: set local transaction read only", "", "\"set local transaction read only\""),
        forward(
            "forward: set session characteristics as transaction read only",
            "",
            "\"set session characteristics as transaction read only\""),
        forward("forward: copy one to stdout", "", "\"copy one to stdout\""),
        forward(
            "forward: copy one from stdin with (format csv)",
            "",
            "\"copy one from stdin with (format csv)\""),
        forward("forward: /* a */ commit /* b */", "", "\"/* a */ commit /* b */\""),
        forward("forward: -- x\ncommit", "", "\"-- x\\ncommit\""),
        forward("outside: begin; select 1", "", OUTSIDE, "\"begin; select 1\""),
        forward("outside: commit", "", OUTSIDE, "\"commit\""),
        forward("outside: copy one from stdin", "", OUTSIDE, "\"copy one from stdin\""));
  }

  private static List<Bad> texts() {
    return List.of(
        forward("open comment", "line 1", "\"select 1; /* never closed\""),
        forward("open dollar quote", "line 1", "\"select $$ never closed\""),
        forward("open identifier", "line 1", "\"select \\\"never closed\""),
        forward("open escape string", "line 1", "\"select E'a\\\\'\""),
        forward("open tagged quote", "line 1", "\"do $x$ begin end $y$\""),
        forward("semicolons only", "", "\" ;; ; \""));
  }
}
