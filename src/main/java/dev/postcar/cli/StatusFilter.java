package dev.postcar.cli;

import dev.postcar.MigrationState;
import dev.postcar.PostcarException;
import dev.postcar.internal.sql.EditDistance;
import dev.postcar.result.StatusResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which states the command shows.
 *
 * @param states none for all
 */
record StatusFilter(Set<String> states) {

  private static final List<String> OF_VIEWS =
      List.of("up-to-date", "inactive", "to-create", "to-rebuild", "to-drop");

  private static final List<String> PENDING =
      List.of(
          "pending",
          "reverted",
          "out-of-order",
          "unreadable",
          "to-create",
          "to-rebuild",
          "to-drop");

  /**
   * Reads the options.
   *
   * @param given each one or more states, separated by commas
   * @param pending whether what a migrate would do is asked for
   * @throws PostcarException.Configuration for an unknown state
   */
  static StatusFilter of(List<String> given, boolean pending) {
    List<String> known = new ArrayList<>(OF_VIEWS);
    Arrays.stream(MigrationState.values()).map(MigrationState::text).forEach(known::add);
    known.addAll(List.of("marked", "unreadable"));
    Set<String> states = new TreeSet<>(pending ? PENDING : List.of());
    for (String word : String.join(",", given).split(",", -1)) {
      String state = word.strip().toLowerCase(Locale.ROOT).replace(' ', '-').replace('_', '-');
      if (known.contains(state)) {
        states.add(state);
      } else if (!given.isEmpty()) {
        throw unknown(word.strip(), EditDistance.of(state, known), known);
      }
    }
    return new StatusFilter(states);
  }

  private static PostcarException unknown(String word, String nearest, List<String> known) {
    String all = known.stream().sorted().collect(Collectors.joining(", "));
    return new PostcarException.Configuration(
        "--state: there is no state \"%s\". %s"
            .formatted(
                word,
                nearest == null ? "The states are " + all + "." : "Did you mean " + nearest + "?"));
  }

  /** The part of a status that is in these states; the counts are those of all. */
  StatusResult of(StatusResult all) {
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
