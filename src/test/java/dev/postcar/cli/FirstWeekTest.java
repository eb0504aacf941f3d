package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import dev.postcar.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What newcomers looked for and did not find, or found to be otherwise than it was shown. */
final class FirstWeekTest {

  private final CommandLineFixture postcar = new CommandLineFixture().three();

  @AfterEach
  void close() {
    postcar.close();
  }

  private void view(String up) {
    postcar.source(
        "Names",
        "@Since(M0001_One.class) public class Names extends View { public String up() { return \""
            + up
            + "\"; } public String down() { return \"drop view names\"; } }");
  }

  @Test
  void aPendingViewIsListedAndWaitedFor() {
    view("create view names as select name from one");
    assertThat(postcar.run("status").out())
        .contains("to create   view app.Names")
        .endsWith("3 pending, 1 view to create.\n");
    postcar.run("migrate");
    assertThat(postcar.run("status").out())
        .contains("up to date  view app.Names")
        .endsWith("0 pending.\n");
    view("create view names as select name as n from one");
    assertThat(postcar.run("status").out())
        .contains("to rebuild  view app.Names")
        .endsWith("0 pending, 1 view to rebuild.\n");
    Ran waited = postcar.run("wait", "--for", "1s");
    assertThat(waited.exitCode()).isEqualTo(6);
    assertThat(waited.err()).contains("there is still something to do: 1 view to change in ");
    assertThat(postcar.run("status", "--json").out())
        .containsPattern("\"id\" : \"app.Names\",\\s+\"up\" : true,\\s+\"next\" : \"recreated\"");
    postcar.delete("src/app/Names.java");
    assertThat(postcar.run("status").out()).contains("to drop     view app.Names");
    postcar.run("migrate");
    assertThat(postcar.run("wait", "--for", "1s").exitCode()).isZero();
  }

  @Test
  void theGraphHasTheViews() {
    view("create view names as select name from one");
    postcar.source(
        "More",
        "@Uses(Names.class) @Until(M0003_Three.class) public class More extends View { public String"
            + " up() { return \"create view more as select 1\"; } public String down() { return"
            + " \"drop view more\"; } }");
    assertThat(postcar.run("graph").out())
        .contains("n3[/\"More\"/]", "n4[/\"Names\"/]", "n0 -.-> n4", "n4 -.-> n3", "n3 -.-> n2");
    assertThat(postcar.run("graph", "--format", "dot").out())
        .contains("\"app.Names\" [label=\"Names\", shape=ellipse];")
        .contains("\"app.M0001_One\" -> \"app.Names\" [style=dashed];");
  }

  @Test
  void aDryRunSaysWhatItWouldDo() {
    assertThat(postcar.run("migrate", "--dry-run").err())
        .contains("would apply app.M0001_One")
        .doesNotContain("\napplied");
    assertThat(postcar.run("migrate", "--single-transaction").err()).contains("ran app.M0001_One");
  }

  @Test
  void thePauseBeforeAResumeIsNoPartOfTheDuration() throws InterruptedException {
    postcar.run("migrate");
    postcar.source(
        "M0004_Four",
        "@NonTransactional public class M0004_Four extends Migration { public String forward() {"
            + " return \"select pg_sleep(0.2); select 1 / count(*) from one\"; } }");
    assertThat(postcar.run("migrate").exitCode()).isEqualTo(1);
    assertThat(postcar.run("status").out())
        .containsPattern("interrupted +app.M0004_Four +\\S+ \\S+Z\n");
    Thread.sleep(2_000);
    postcar.database().execute("insert into one values (1)");
    assertThat(postcar.run("resume", "M0004").exitCode()).isZero();
    assertThat(
            postcar
                .database()
                .value(
                    "select duration_ms between 150 and 1800 from _postcar.migration where name = 'M0004_Four'"))
        .isEqualTo("t");
  }

  @Test
  void aFileOutsideItsPackageIsNamed() {
    postcar.write("src/other/M0004_Four.java", "// x\n/* y */ package app ;\n");
    Ran ran = postcar.run("migrate");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("M0004_Four.java:1: it is in package app, but not in its folder");
    postcar.write("src/other/M0004_Four.java", "package other;\nclass M0004_Four {}\n");
    assertThat(postcar.run("migrate").exitCode()).isZero();
  }

  @Test
  void escapesThatJavaReadsAreNoted() {
    postcar.sql("M0004_Four", "select 'a' ~ '\\s+', regexp_replace('a', '(a)', '\\1');", null);
    Ran ran = postcar.run("check");
    assertThat(ran.exitCode()).isZero();
    assertThat(ran.out() + ran.err())
        .contains(
            "M0004_Four.java:5: Java reads \\s as a space. To send it to PostgreSQL write \\\\s.")
        .contains("Java reads \\1 as the character U+0001")
        .contains("forward(), line 1: the control character U+0001");
  }

  @Test
  void numbersOfCompiledMigrationsAreTaken() throws IOException {
    postcar.write("classes/app/M0007_Seven.class", "");
    postcar.write("postcar.conf.groovy", postcar.conf("classpath = ['classes']"));
    assertThat(postcar.run("new", "next").out()).contains("M0008_Next.java");
  }

  /** What jlink makes where it is not told of the compiler. */
  @Test
  void aRuntimeWithoutTheCompilersModuleIsToldSo() throws Exception {
    String modules =
        "java.base,java.sql,java.naming,java.management,java.security.sasl,java.logging";
    List<String> command =
        ChildJvm.command(
            "--limit-modules",
            modules,
            Main.class.getName(),
            "status",
            "--url",
            postcar.database().url(),
            "app",
            "--sources",
            "src");
    postcar.delete("postcar.conf.groovy");
    Process process =
        new ProcessBuilder(command)
            .directory(postcar.directory().toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).contains("this Java has no compiler").doesNotContain("bug in postcar");
    assertThat(Files.exists(postcar.directory().resolve("src"))).isTrue();
  }
}
