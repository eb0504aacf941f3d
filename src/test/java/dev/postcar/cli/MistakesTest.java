package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people do wrong in their first week, and what they are told, word for word: each message is
 * in a file of its own. {@code -Dmistakes.write=true} writes the files again, to be read.
 */
final class MistakesTest {

  private static final Path TEXTS = Path.of("src/test/resources/dev/postcar/cli/mistakes");

  /** What is wrong, and the command line on which it shows. */
  private record Mistake(Consumer<CommandLineFixture> done, List<String> words) {}

  private static final Map<String, Mistake> ALL = new LinkedHashMap<>();

  private static void add(String name, Consumer<CommandLineFixture> done, String... words) {
    ALL.put(name, new Mistake(done, List.of(words)));
  }

  private static Consumer<CommandLineFixture> conf(String from, String to) {
    return one -> one.write("postcar.conf.groovy", one.conf("").replaceFirst(from, to));
  }

  private static Consumer<CommandLineFixture> sql(String forward) {
    return one -> one.sql("M0004_Four", forward, "select 1;");
  }

  private static Consumer<CommandLineFixture> migrated(Consumer<CommandLineFixture> then) {
    return one -> {
      one.run("migrate");
      then.accept(one);
    };
  }

  static {
    // Where and with whom.
    add("wrong-directory", one -> one.delete("postcar.conf.groovy"), "migrate");
    add("wrong-port", conf("port = \\d+", "port = 1"), "migrate");
    add("wrong-host", conf("host = '[^']*'", "host = 'no.such.host.invalid'"), "migrate");
    add("wrong-password", conf("password = '[^']*'", "password = 'guess'"), "migrate");
    add("no-password", conf("password = '[^']*'", ""), "migrate");
    add("wrong-database", conf("dbname = '[^']*'", "dbname = 'shopp'"), "migrate");
    add("missing-conf", one -> {}, "migrate", "-c", "config/postcar.groovy");
    add("conf-without-packages", conf("packages = \\['app'\\]", ""), "migrate");
    add("wrong-url", one -> {}, "status", "--url", "mysql://localhost/shop");
    add("key-value-url", one -> {}, "status", "--url", "host=localhost dbname=shop");
    // Typos.
    add("unknown-command", one -> {}, "migrat");
    add("command-of-another-tool", one -> {}, "create");
    add("unknown-flag", one -> {}, "migrate", "--dry-rum");
    add("unknown-setting", conf("username", "user"), "migrate");
    add("missing-brace", conf("(?s)\\}\\s*$", ""), "migrate");
    add("wrong-duration", one -> {}, "migrate", "--lock-timeout", "5 minutes");
    add("two-names-for-new", one -> {}, "new", "add", "users");
    add("unknown-migration", one -> {}, "rollback", "M0009");
    add("ambiguous-target", one -> {}, "migrate", "--to", "M0001_On");
    // Files.
    add(
        "sources-inside-the-package",
        conf("sources = \\['src'\\]", "sources = ['src/app']"),
        "migrate");
    add("wrong-package", conf("packages = \\['app'\\]", "packages = ['apps']"), "migrate");
    add(
        "file-outside-its-package",
        one -> one.write("src/M0004_Four.java", "package app;\n"),
        "migrate");
    add(
        "no-number",
        one ->
            one.source(
                "AddUsers",
                "public class AddUsers extends Migration { public String forward() { return \"select 1\"; } }"),
        "migrate");
    add(
        "duplicate-number",
        one -> one.sql("M0003_Other", "create table other (id int);", null),
        "migrate");
    add("java-error", one -> one.source("M0004_Four", "public class M0004_Four {"), "migrate");
    add(
        "class-of-another-name",
        one ->
            one.source(
                "M0004_Four",
                "class M0004_Fours extends Migration { public String forward() { return \"select 1\"; } }"),
        "migrate");
    // SQL.
    add("sql-typo", sql("create tabel four (id int);"), "migrate");
    add("unknown-column", sql("update one set nam = 'x';"), "migrate");
    add("begin-and-commit", sql("begin;\ncreate table four (id int);\ncommit;"), "migrate");
    add("psql-command", sql("create table four (id int);\n\\\\dt"), "migrate");
    add("unclosed-quote", sql("insert into one values (1, 'it''s);"), "migrate");
    add("empty-migration", sql(""), "migrate");
    add("copy-from-stdin", sql("copy one from stdin;"), "migrate");
    add("concurrent-index", sql("create index concurrently by_name on one (name);"), "migrate");
    add(
        "new-enum-value",
        sql("create type mood as enum ('a');\nalter type mood add value 'b';\nselect 'b'::mood;")
            .andThen(
                one ->
                    one.sql("M0003_Three", "create type mood as enum ('a');", null)
                        .sql(
                            "M0004_Four",
                            "alter type mood add value 'b'; select 'b'::mood;",
                            null)),
        "migrate");
    add(
        "view-in-the-way",
        one -> {
          one.source(
              "Names",
              "@Since(M0001_One.class) public class Names extends View { public String up() { return"
                  + " \"create view names as select name from one\"; } public String down() { return"
                  + " \"drop view names\"; } }");
          one.run("migrate");
          one.sql("M0004_Four", "alter table one alter name type varchar(9);", null);
        },
        "migrate");
    // Later.
    add(
        "edited-after-migrate",
        migrated(one -> one.sql("M0001_One", "create table one (id bigint);", null)),
        "migrate");
    add(
        "deleted-after-migrate",
        migrated(one -> one.delete("src/app/M0003_Three.java")),
        "migrate");
    add(
        "comes-too-late",
        one -> {
          one.delete("src/app/M0002_Two.java").run("migrate");
          one.sql("M0002_Two", "create table two (id int primary key);", null);
        },
        "migrate");
    add(
        "missing-rollback",
        migrated(one -> one.sql("M0004_Four", "create table four (id int);", null).run("migrate")),
        "rollback");
    add("rollback-of-nothing", one -> {}, "rollback");
    add("rollback-without-yes", migrated(one -> {}), "rollback", "--all");
    add("resume-of-nothing", migrated(one -> {}), "resume", "M0003");
    add(
        "restore-of-a-full-database",
        migrated(one -> one.write("d.sql", "select 1;\n")),
        "restore",
        "d.sql");
    add("restore-of-a-missing-file", one -> {}, "restore", "dump.sql");
    add("lock-held-by-another", one -> {}, "migrate", "--lock-timeout", "4s", "--retries", "0");
  }

  static Stream<String> mistakes() {
    return ALL.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isToldAsAColleagueWouldTellIt(String name) throws Exception {
    Mistake mistake = ALL.get(name);
    try (CommandLineFixture postcar = new CommandLineFixture().three()) {
      mistake.done().accept(postcar);
      Ran ran = name.startsWith("lock-") ? locked(postcar, mistake) : run(postcar, mistake);
      String text =
          "$ postcar %s\n%s%s[exit code %d]\n"
              .formatted(String.join(" ", mistake.words()), ran.err(), ran.out(), ran.exitCode());
      Path file = TEXTS.resolve(name + ".txt");
      String normal = normal(postcar, text);
      if (Boolean.getBoolean("mistakes.write")) {
        Files.createDirectories(TEXTS);
        Files.writeString(file, normal);
      }
      assertThat(normal).isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
    }
  }

  private static Ran run(CommandLineFixture postcar, Mistake mistake) {
    return postcar.run(mistake.words().toArray(String[]::new));
  }

  private static Ran locked(CommandLineFixture postcar, Mistake mistake) throws Exception {
    postcar.run("migrate");
    postcar.sql("M0004_Four", "alter table one add late int;", null);
    try (Connection other = postcar.database().connect()) {
      other.setAutoCommit(false);
      other.createStatement().execute("set application_name = 'report job'; lock table one");
      return run(postcar, mistake);
    }
  }

  private static String normal(CommandLineFixture postcar, String text) throws IOException {
    List<String> kept = new ArrayList<>();
    for (String line : postcar.normal(text).split("\n", -1)) {
      if (!line.matches("applied app\\.M000[123].*|created the bookkeeping.*")) {
        kept.add(line);
      }
    }
    return String.join("\n", kept)
        .replace(postcar.directory().toRealPath().toString(), "/home/me/shop")
        .replace(postcar.directory().toString(), "/home/me/shop")
        .replace(":" + postcar.database().server().port(), ":5432")
        .replaceAll("\\bDB\\b", "shop")
        .replaceAll("pid \\d+", "pid 2734")
        .replaceAll("since \\d\\d:\\d\\d:\\d\\d", "since 09:15:00")
        .replaceAll("\\b\\d s for ", "2 s for ");
  }
}
