package dev.postcar.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.PostcarException;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What trace reports of each statement of hazards.txt, no more and no less: on each version by
 * {@code src/test/versions}, a part of it in each build.
 */
final class HazardTableServerTest {

  private static final Path TABLE =
      Path.of("src/test/resources/dev/postcar/internal/trace/hazards.txt");

  /**
   * How many statements there are for each one of the part; prime, so that each chapter has some.
   */
  private static final int PART = 7;

  /**
   * A line of the table.
   *
   * @param version from which on the statement exists
   */
  private record Line(int version, String sql, String hints) {

    static Line of(String text) {
      int arrow = text.lastIndexOf("=>");
      String[] sql = text.substring(0, arrow).strip().split("\\+ \\| ", 2);
      return new Line(
          sql.length == 2 ? Integer.parseInt(sql[0]) : 0,
          sql[sql.length - 1],
          text.substring(arrow + 2).strip());
    }

    /** What is expected of a version, sorted. */
    String expected(int major) {
      List<String> expected = new ArrayList<>();
      for (String hint : hints.isEmpty() ? new String[0] : hints.split(", ")) {
        String[] when = hint.split("@", 2);
        boolean below = when.length == 2 && when[1].startsWith("<");
        int limit = when.length < 2 ? 0 : Integer.parseInt(when[1].replaceAll("\\D", ""));
        if (below ? major < limit : major >= limit) {
          expected.add(when[0]);
        }
      }
      return sql + " => " + String.join(", ", expected);
    }
  }

  private static List<Line> table() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .filter(line -> line.contains("=>") && !line.startsWith("#"))
        .map(Line::of)
        .toList();
  }

  @Test
  void aPartOfTheTableIsReportedAsItSays() throws IOException {
    List<Line> all = table();
    assertThat(all).hasSizeGreaterThan(150);
    compare(IntStream.range(0, all.size()).filter(i -> i % PART == 0).mapToObj(all::get).toList());
  }

  @Test
  @Tag("long")
  void theWholeTableIsReportedAsItSays() throws IOException {
    compare(table());
  }

  private static void compare(List<Line> lines) {
    try (TestDatabase template = new TestDatabase()) {
      template.execute(Hints.SETUP);
      int major = template.server().major();
      List<Line> known = lines.stream().filter(line -> line.version() <= major).toList();
      assertThat(known.stream().map(line -> reported(template, line.sql())))
          .containsExactlyElementsOf(known.stream().map(line -> line.expected(major)).toList());
    }
  }

  private static String reported(TestDatabase template, String sql) {
    try (TraceFixture fixture = TraceFixture.copy(template)) {
      MigrationTrace trace = fixture.trace(sql);
      TreeSet<String> fired = new TreeSet<>();
      for (int i = 0; i < trace.observations().size(); i++) {
        int index = i;
        Stream<Hint> hints =
            Hints.ALL.stream().filter(hint -> !hint.rule().matches(trace, index).isEmpty());
        hints.map(Hint::id).forEach(fired::add);
      }
      return sql + " => " + String.join(", ", fired);
    } catch (PostcarException.MigrationFailed e) {
      return e.getMessage();
    }
  }
}
