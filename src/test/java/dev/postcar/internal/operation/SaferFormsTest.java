package dev.postcar.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.postcar.HintLevel;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.StatementKind;
import dev.postcar.internal.trace.HintExamples;
import dev.postcar.options.SaferOptions;
import dev.postcar.result.SaferResult;
import dev.postcar.testing.TestDatabase;
import dev.postcar.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each form ends in the schema of the example that it replaces, on the server of the tests. */
final class SaferFormsTest {

  /** What safer.md says of the hints without a form. */
  private static final Path MANUAL = Path.of("src", "docs", "safer.md");

  /** How many there are for each one of a build; prime, so that each chapter has some. */
  private static final int PART = 3;

  /** What only a superuser may do, so not on a scratch server. */
  private static final Set<String> SUPERUSER = Set.of("disable-trigger", "change-subscription");

  @TempDir Path directory;

  /** The hints of which the manual says that there is a form. */
  static List<String> withForm() throws IOException {
    return Files.readAllLines(MANUAL).stream()
        .filter(line -> line.startsWith("| [`") && !line.contains("| no: "))
        .map(line -> line.substring(4, line.indexOf('`', 4)))
        .toList();
  }

  static Stream<String> withoutForm() throws IOException {
    List<String> with = withForm();
    return HintExamples.bad().keySet().stream()
        .filter(id -> !with.contains(id) && !SUPERUSER.contains(id));
  }

  @Test
  void theManualHasALineForEachHintAndAFormForTwentyFiveOrMore() throws IOException {
    List<String> listed =
        Files.readAllLines(MANUAL).stream()
            .filter(line -> line.startsWith("| [`"))
            .map(line -> line.substring(4, line.indexOf('`', 4)))
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(HintExamples.bad().keySet());
    assertThat(withForm()).hasSizeGreaterThanOrEqualTo(25);
  }

  /** Some in each build, all of them on each version by {@code src/test/versions}. */
  private static Stream<String> some(List<String> all) {
    return IntStream.range(0, all.size()).filter(i -> i % PART == 0).mapToObj(all::get);
  }

  static Stream<String> someWithForm() throws IOException {
    return some(withForm());
  }

  static Stream<String> someWithoutForm() throws IOException {
    return some(withoutForm().toList());
  }

  @ParameterizedTest
  @MethodSource("someWithForm")
  void someFormsAreProved(String hint) throws IOException {
    prove(hint);
  }

  @ParameterizedTest
  @MethodSource("withForm")
  @Tag("long")
  void eachFormIsProved(String hint) throws IOException {
    prove(hint);
  }

  private void prove(String hint) throws IOException {
    SaferResult result = safer(example(hint), null);
    assertThat(result.parts()).as(hint).isNotEmpty();
    assertThat(result.proven()).as(hint + " " + result.proof()).isTrue();
    assertThat(result.proof()).hasSize(4);
    assertThat(result.left()).extracting(SaferResult.Left::hint).doesNotContain(hint);
  }

  /** The hint's own; for a renamed column one that no view uses, and no trigger by itself. */
  private static String example(String hint) {
    return switch (hint) {
      case "rename-column" -> "alter table book rename column isbn to code;";
      case "create-trigger",
          "create-rule",
          "change-policy",
          "replica-identity",
          "sequence-owned-by",
          "update-extension" ->
          "update book set note = '' where id = 1;\n" + HintExamples.bad().get(hint);
      default -> HintExamples.bad().get(hint);
    };
  }

  @ParameterizedTest
  @MethodSource("someWithoutForm")
  void someWithoutFormAreSaidWithAReason(String hint) throws IOException {
    refuse(hint);
  }

  @ParameterizedTest
  @MethodSource("withoutForm")
  @Tag("long")
  void whatHasNoFormIsSaidWithAReason(String hint) throws IOException {
    refuse(hint);
  }

  private void refuse(String hint) throws IOException {
    SaferResult result = safer(HintExamples.bad().get(hint), null);
    assertThat(result.left()).as(hint).extracting(SaferResult.Left::hint).contains(hint);
    assertThat(result.left()).allMatch(left -> !left.reason().isBlank());
  }

  /** The same with a rollback, which each part gets a piece of. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table book add check (price > 0), add unique (isbn), add foreign key (author_id)"
            + " references author|alter table book drop constraint book_price_check, drop constraint"
            + " book_isbn_key, drop constraint book_author_id_fkey",
        "create table shelf (id bigint primary key); alter table book alter title set not null;"
            + " create index on book (isbn)|drop index book_isbn_idx; alter table book alter title"
            + " drop not null; drop table shelf",
        "alter table book alter pages type bigint|alter table book alter pages type int",
        "alter table author alter name type varchar(80)|alter table author alter name type text",
        "alter table book rename isbn to \"Re mark\"|alter table book rename \"Re mark\" to isbn",
        "alter table book add column n bigserial, add column u uuid not null default"
            + " gen_random_uuid()|alter table book drop column n, drop column u",
        "set local lock_timeout = '2s'; alter table book add column weight int; create unique index"
            + " \"Of it\" on book (lower(isbn)) where price > 0|drop index \"Of it\"; alter table book"
            + " drop column weight; select 1",
        "alter table event attach partition event_2 for values from (10) to (20); create index"
            + " event_day on event (day)|drop index event_day; alter table event detach partition"
            + " event_2",
        "alter table event detach partition event_1|alter table event attach partition event_1 for"
            + " values from (0) to (10)",
        "reindex table book|select 1",
        "update book set note = coalesce(isbn, ''), pages = 0 where isbn is null|select 1",
        "update book set note = 'a where b', price = price * 2 where isbn is null or pages in (1,"
            + " 2)|select 1",
        "delete from sale where day is null|select 1",
        "alter view cheap rename to bargain|alter view bargain rename to cheap"
      })
  void whatCanBeUndoneStaysSo(String forward, String rollback) throws IOException {
    SaferResult result = safer(forward, rollback);
    assertThat(result.parts()).isNotEmpty();
    assertThat(result.proven()).as(result.proof().toString()).isTrue();
    assertThat(result.parts()).allMatch(part -> part.rollback() != null);
    assertThat(result.left()).noneMatch(left -> left.level() == HintLevel.DANGER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alter table book rename note to remark|is used by view cheap",
        "truncate sale|others insert meanwhile",
        "update twin set note = 'x' where note is null|add its schema",
        "update only book set note = '' where isbn is null|without only",
        "update pair set note = '' where note is null|primary key of one column",
        "update parent set note = '' where note is null|inherit from parent",
        "update noted set note = '' where note is null|triggers, rules or row security",
        "alter table noted alter note type varchar(9)|triggers, rules or row security",
        "update book set note = 'x' where isbn is null; delete from sale where day is null|same"
            + " rows",
        "lock table book in exclusive mode; create index on book (isbn)|same rows",
        "update book set added = now()|now differs from batch to batch",
        "update book set note = '' where added < now()|now differs from batch to batch",
        "update book set note = '' where pages > (select avg(pages) from book)|reads more than the"
            + " row",
        "alter view cheap rename note to remark|cannot have the old name",
        "refresh materialized view worst|no unique index",
        "alter table book add column gross int generated always as (price * 2) stored|generated",
        "alter table event add primary key (id, day)|partitioned table",
        "alter table author alter id type int|is used by",
        "alter table book alter pages type bigint using pages + 1|USING",
      })
  void whatHasNoFormHereSaysWhy(String forward, String reason) throws IOException {
    SaferResult result = safer(forward, null);
    assertThat(result.left()).as(forward).isNotEmpty();
    assertThat(result.left().toString()).contains(reason);
  }

  @Test
  void aHarmlessMigrationNeedsNone() throws IOException {
    SaferResult result = safer("create table shelf (id bigint primary key)", "drop table shelf");
    assertThat(result.parts()).isEmpty();
    assertThat(result.left()).isEmpty();
  }

  private SaferResult safer(String forward, String rollback) throws IOException {
    // Before 14 there is no detach concurrently.
    assumeThat(forward.contains("detach") && TestServer.get().major() < 14).isFalse();
    // Before 15 a view always has its owner's rights.
    assumeThat(
            forward.matches("alter (table|view) \\w+ rename to .*")
                && TestServer.get().major() < 15)
        .isFalse();
    Path app = Files.createDirectories(directory.resolve("app"));
    String more =
        """
        create materialized view worst as select book_id from sale;
        create schema archive;
        create table archive.twin (id bigint primary key, note text);
        create table twin (id bigint primary key, note text);
        create table pair (a int, b int, note text, primary key (a, b));
        create table parent (id bigint primary key, note text);
        create table child () inherits (parent);
        create table noted (id bigint primary key, note text);
        create trigger noted before update on noted for each row execute function touch();
        """;
    Files.writeString(app.resolve("M0001_Init.sql"), HintExamples.SETUP + more);
    boolean outside =
        SqlScript.statements(forward).stream().anyMatch(StatementKind::refusesTransaction);
    Files.writeString(
        app.resolve("M0002_Next.sql"),
        (outside ? "-- postcar: nontransactional\n" : "")
            + forward.replaceFirst(";$", "")
            + ";\n"
            + (rollback == null ? "" : "-- postcar: rollback\n" + rollback + ";\n"));
    try (TestDatabase database = new TestDatabase();
        Postcar postcar = Postcar.on(database.dataSource()).packages("app").sources(directory)) {
      return postcar.safer(SaferOptions.of("M0002"));
    } catch (PostcarException.Findings e) {
      return (SaferResult) e.resultSoFar().orElseThrow();
    }
  }
}
