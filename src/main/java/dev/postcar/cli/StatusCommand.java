package dev.postcar.cli;

import dev.postcar.MigrationState;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.StatusText;
import dev.postcar.internal.sql.EditDistance;
import dev.postcar.result.StatusResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code status}: every migration and view with its state. */
final class StatusCommand implements Command {

  private static final List<String> OF_VIEWS =
      List.of("up-to-date", "inactive", "to-create", "to-rebuild", "to-drop");

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show every migration and view with its state.",
            "postcar status --pending\twhat a migrate would do",
            "postcar status --state changed,missing\tonly these",
            "postcar status --json\tfor scripts")
        .addOption(Words.flag("Show only what a migrate would do.", "--pending"))
        .addOption(
            OptionSpec.builder("--state")
                .type(String[].class)
                .arity("1")
                .paramLabel("STATE")
                .description("Show only these states, such as changed,missing. Repeatable.")
                .build());
  }

  @Override
  public Output run(Call call) {
    Set<String> states = states(call);
    try (Postcar postcar = call.postcar()) {
      StatusResult result = postcar.status();
      return new Output(shown(result, states), text(call, result, states));
    } catch (PostcarException.Source e) {
      if (!call.has("--json") && e.resultSoFar().orElse(null) instanceof StatusResult result) {
        call.print(text(call, result, states) + "\n");
      }
      throw e;
    }
  }

  private static String text(Call call, StatusResult result, Set<String> states) {
    return new StatusText(call.ink(), call.lineWidth(Integer.MAX_VALUE))
        .of(result, shown(result, states));
  }

  /** The states to show; none for all. */
  private static Set<String> states(Call call) {
    List<String> known = new ArrayList<>(OF_VIEWS);
    Arrays.stream(MigrationState.values()).map(MigrationState::text).forEach(known::add);
    known.addAll(List.of("marked", "unreadable"));
    Set<String> states = new TreeSet<>();
    for (String given : call.options("--state")) {
      for (String word : given.split(",", -1)) {
        String state = word.strip().toLowerCase(Locale.ROOT).replace(' ', '-').replace('_', '-');
        if (!known.contains(state)) {
          String nearest = EditDistance.of(state, known);
          throw new PostcarException.Configuration(
              "--state: there is no state \"%s\".%s"
                  .formatted(
                      word.strip(),
                      nearest == null
                          ? " The states are "
                              + known.stream().sorted().collect(Collectors.joining(", "))
                              + "."
                          : " Did you mean " + nearest + "?"));
        }
        states.add(state);
      }
    }
    if (call.has("--pending")) {
      states.addAll(
          List.of(
              "pending",
              "reverted",
              "out-of-order",
              "unreadable",
              "to-create",
              "to-rebuild",
              "to-drop"));
    }
    return states;
  }

  private static StatusResult shown(StatusResult all, Set<String> states) {
    return states.isEmpty()
        ? all
        : new StatusResult(
            all.database(),
            all.server(),
            all.namespace(),
            all.pending(),
            all.viewsPending(),
            all.migrations().stream()
                .filter(
                    one -> states.contains(one.stateText()) || states.contains(one.state().text()))
                .toList(),
            all.views().stream()
                .filter(view -> states.contains(view.state().replace(' ', '-')))
                .toList(),
            states.contains("unreadable") ? all.unreadable() : List.of());
  }
}
