package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.maven.GoalTable;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The goals have what the command line has, no more and no less. */
class GoalOptionsTest {

  /** What a build has no use for, or Maven has its own of. */
  private static final Set<String> NO_GOALS =
      Set.of("init", "psql", "embedded", "completion", "help", "version");

  @Test
  void everyOtherCommandIsAGoal() {
    Set<String> commands = new TreeSet<>(Grammar.names());
    commands.removeAll(NO_GOALS);
    assertThat(GoalTable.goals()).containsExactlyInAnyOrderElementsOf(commands);
  }

  @TestFactory
  Iterable<DynamicTest> theOptionsOfTheCommandAreThoseOfTheGoal() {
    return GoalTable.goals().stream()
        .map(
            goal ->
                DynamicTest.dynamicTest(
                    goal,
                    () ->
                        assertThat(GoalTable.flags(goal))
                            .containsExactlyInAnyOrderElementsOf(optionsOf(goal))))
        .toList();
  }

  private static Set<String> optionsOf(String command) {
    return Grammar.named(command).spec().options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .filter(name -> name.startsWith("--"))
        .map(name -> name.substring(2))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
