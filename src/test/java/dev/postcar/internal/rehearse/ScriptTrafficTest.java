package dev.postcar.internal.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.PostcarException;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgbench scripts, and the schedule of what is sent. */
final class ScriptTrafficTest {

  @TempDir Path directory;

  private Template script(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
    return ScriptTraffic.of(directory).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What is sent, in a statement that only listens. */
  private static List<String> sent(Schedule schedule, int transactions) throws Exception {
    List<String> sent = new ArrayList<>();
    Statement listening =
        (Statement)
            Proxy.newProxyInstance(
                ScriptTrafficTest.class.getClassLoader(),
                new Class<?>[] {Statement.class},
                (proxy, method, args) -> {
                  if (method.getName().equals("execute")) {
                    sent.add((String) args[0]);
                    return false;
                  }
                  return method.getName().equals("getUpdateCount") ? Integer.valueOf(-1) : null;
                });
    for (int i = 0; i < transactions; i++) {
      SplittableRandom random = schedule.random(i);
      schedule.template(random).run(i, 0, random, listening);
    }
    return sent;
  }

  @Test
  void variablesAreSetAndFilledIn() throws Exception {
    Template template =
        script(
            "a.sql",
            """
            \\set scale_factor 3
            \\set id random(5, 5 * :scale)
            select :id, ':id'::text, :scale_factor, :unknown;
            update book set title = 'x' where id = :id;
            """);
    assertThat(template.writes()).isTrue();
    assertThat(sent(new Schedule(List.of(template), 10, 1), 1))
        .containsExactly(
            "select 5, '5'::text, 3, :unknown", "update book set title = 'x' where id = 5");
  }

  @Test
  void aScriptThatOnlyReadsIsAReader() throws Exception {
    assertThat(script("a.sql", "begin; select 1; end;").writes()).isFalse();
    assertThat(script("b.sql", "select 1 from book for update;").writes()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\set id random_gaussian(1, 10, 3)",
        "\\set id 1 + 2",
        "\\setshell x ls",
        "\\if :x",
        "\\sleep :x ms"
      })
  void whatElsePgbenchKnowsIsRefusedByItsLine(String line) {
    assertThatThrownBy(() -> script("a.sql", "select 1;\n" + line + "\nselect 2;\n"))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("a.sql, line 2: \"" + line + "\" is not supported");
  }

  @Test
  void aDirectoryWithoutScriptsIsRefused() {
    assertThatThrownBy(() -> ScriptTraffic.of(directory))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("there is no *.sql file");
  }

  @Test
  void theSameSeedIsTheSameTraffic() throws Exception {
    Template one = script("a.sql", "\\set id random(1, 1000000)\nselect :id;\n");
    Template other = script("b.sql", "select :n;");
    List<Template> both = List.of(one, other);
    List<String> first = sent(new Schedule(both, 200, 42), 100);
    assertThat(sent(new Schedule(both, 200, 42), 100)).isEqualTo(first);
    assertThat(sent(new Schedule(both, 200, 43), 100)).isNotEqualTo(first);
    assertThat(first).doesNotHaveDuplicates();
    assertThat(new Schedule(both, 200, 42).at(300)).isEqualTo(1_500_000);
  }

  @Test
  void castsAreNoVariables() {
    assertThat(Template.filled("select '1'::k1, :k1, x:::k1", Map.of("k1", "9")))
        .isEqualTo("select '1'::k1, 9, x:::k1");
  }
}
