package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code renumber}: another number for a pending migration. */
final class RenumberCommandTest {

  private static final String USING =
      """
      package app;
      import dev.postcar.*;
      /** Comes after {@link M0003_Other} which is no name here: M0003_Other. */
      @Requires(value = M0003_Other.class, names = "app.M0003_Other")
      public class M0005_Using extends Migration {
        static final String TEXT = "M0003_Other stays, as app.M0003_Other does";
        public String forward() { return "select '" + M0003_Other.NAME + "'"; }
      }
      """;

  private final CommandLineFixture fixture =
      new CommandLineFixture()
          .three()
          .source(
              "M0003_Other",
              """
              // M0003_Other: a comment
              @Timeouts(lock = "1s")
              public class M0003_Other extends Migration {
                static final String NAME = "M0003_Other";
                public M0003_Other() {}
                public String forward() { return "create table other ()"; }
                M0003_Other self() { return M0003_Other.this; }
              }
              """)
          .write("src/app/M0005_Using.java", USING)
          .write(
              "src/tool/Outside.java",
              """
              package tool;
              import app.M0003_Other;
              import other.M0003_Other.Inner;
              class Outside {
                app.M0003_Other full = new app . M0003_Other();
                String name = "app.M0003_Other";
                Inner inner;
              }
              """)
          .write(
              "src/other/M0003_Other.java",
              "package other; public class M0003_Other { public static class Inner {} }\n");

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void oneOfTwoWithTheSameNumberGetsTheNextAndEverythingThatNamesItFollows() throws Exception {
    assertThat(fixture.run("migrate").err()).contains("has number 3, too");
    Ran ran = fixture.run("renumber", "M0003_Other");
    assertThat(ran.exitCode()).as(ran.err()).isZero();
    assertThat(ran.out())
        .isEqualTo(
            """
            app.M0003_Other is now app.M0006_Other.
              src/app/M0006_Other.java
              src/app/M0005_Using.java
              src/tool/Outside.java
            """);
    assertThat(read("src/app/M0006_Other.java"))
        .isEqualTo(
            """
            package app;
            import dev.postcar.*;
            // M0003_Other: a comment
            @Timeouts(lock = "1s")
            public class M0006_Other extends Migration {
              static final String NAME = "M0003_Other";
              public M0006_Other() {}
              public String forward() { return "create table other ()"; }
              M0006_Other self() { return M0006_Other.this; }
            }
            """);
    assertThat(read("src/app/M0005_Using.java"))
        .isEqualTo(
            """
            package app;
            import dev.postcar.*;
            /** Comes after {@link M0003_Other} which is no name here: M0003_Other. */
            @Requires(value = M0006_Other.class, names = "app.M0006_Other")
            public class M0005_Using extends Migration {
              static final String TEXT = "M0003_Other stays, as app.M0003_Other does";
              public String forward() { return "select '" + M0006_Other.NAME + "'"; }
            }
            """);
    assertThat(read("src/tool/Outside.java"))
        .isEqualTo(
            """
            package tool;
            import app.M0006_Other;
            import other.M0003_Other.Inner;
            class Outside {
              app.M0006_Other full = new app . M0006_Other();
              String name = "app.M0006_Other";
              Inner inner;
            }
            """);
    assertThat(files().keySet())
        .doesNotContain("src/app/M0003_Other.java")
        .noneMatch(name -> name.endsWith(".tmp"));
  }

  @Test
  void asJsonAndByTheTime() throws Exception {
    JsonNode json =
        new ObjectMapper()
            .readTree(fixture.run("renumber", "M0003_Other", "--timestamp", "--json").out());
    assertThat(json.fieldNames()).toIterable().containsExactly("from", "to", "files");
    assertThat(json.get("to").asText()).matches("app\\.M\\d{14}_Other");
    assertThat(json.get("files")).hasSize(3);
  }

  @Test
  void numbersThatTheDatabaseRemembersAreTaken() {
    fixture.delete("src/app/M0003_Other.java").delete("src/tool/Outside.java");
    fixture.sql("M0005_Using", "create table five ();", "drop table five;");
    fixture.run("migrate");
    fixture.delete("src/app/M0005_Using.java");
    fixture.sql("M0002_Late", "select 1;", null);
    assertThat(fixture.run("renumber", "M0002_Late").out())
        .startsWith("app.M0002_Late is now app.M0006_Late.\n");
  }

  @Test
  void theLastOneStaysAsItIs() throws Exception {
    fixture.delete("src/app/M0003_Three.java");
    fixture.sql("M0004_Four", "select 1;", null);
    Map<String, String> before = files();
    assertThat(fixture.run("renumber", "M0005").out())
        .isEqualTo("app.M0005_Using already has the next number. Nothing was changed.\n");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void whatTheDatabaseKnowsIsRefused() throws Exception {
    fixture.delete("src/app/M0003_Three.java");
    fixture.run("migrate", "--to", "M0001");
    fixture.run("skip", "M0002");
    Map<String, String> before = files();
    for (String id : List.of("M0001", "M0002")) {
      Ran ran = fixture.run("renumber", id);
      assertThat(ran.exitCode()).isEqualTo(4);
      assertThat(ran.err()).contains("is already recorded in " + fixture.database().name());
    }
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void withoutADatabaseItIsRefusedAsItMayBeApplied() throws Exception {
    Map<String, String> before = files();
    assertThat(fixture.run("renumber", "M0003_Other", "-p", "1").exitCode()).isEqualTo(3);
    fixture.write("other.groovy", "packages = ['app']\nsources = ['src']\n");
    Ran ran = fixture.run("renumber", "M0003_Other", "-c", "other.groovy");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("No database is configured");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void whatIsWrongWithTheCallIsSaid() {
    assertThat(fixture.run("renumber", "M0099").err()).contains("No migration is called \"M0099\"");
    assertThat(fixture.run("renumber", "M0003").err())
        .contains("is ambiguous: app.M0003_Other or app.M0003_Three");
    fixture.write("postcar.conf.groovy", fixture.conf("sources = []"));
    Ran ran = fixture.run("renumber", "M0003");
    assertThat(ran.exitCode()).isEqualTo(2);
    assertThat(ran.err()).contains("No sources directory is configured");
  }

  @Test
  void whereTheSourcesWouldNoLongerCompileEverythingIsPutBack() throws Exception {
    // A class of the new name is in the way, in a file that tells nothing of it.
    fixture.write(
        "src/app/Aside.java", "package app; class Aside {} class M0006_Other { int taken; }\n");
    Map<String, String> before = files();
    Ran ran = fixture.run("renumber", "M0003_Other");
    assertThat(ran.exitCode()).isEqualTo(4);
    assertThat(ran.err())
        .contains("so no file was changed: The sources do not compile.")
        .contains("duplicate class");
    assertThat(files()).isEqualTo(before);
    fixture.write("src/app/Aside.java", "package app; class Aside { int x = ; }\n");
    before = files();
    Ran broken = fixture.run("renumber", "M0003_Other");
    assertThat(broken.exitCode()).isEqualTo(4);
    assertThat(broken.err()).contains("Aside.java:1").doesNotContain("no file was changed");
    assertThat(files()).isEqualTo(before);
  }

  private String read(String file) throws IOException {
    return Files.readString(fixture.directory().resolve(file));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(fixture.directory())) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String name = fixture.directory().relativize(file).toString();
        if (name.startsWith("src/")) {
          files.put(name, Files.readString(file));
        }
      }
    }
    return files;
  }
}
