package dev.postcar.internal.report;

import dev.postcar.HintLevel;
import dev.postcar.internal.trace.HintsPage;
import dev.postcar.result.TraceResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Hints of one kind and level that are shown as one.
 *
 * @param hints never empty
 */
record HintGroup(List<TraceResult.Hint> hints) {

  /** A line names no more than these. */
  private static final int MOST = 8;

  /** Those that are shown: not allowed, and of some level or above. */
  static List<TraceResult.Hint> shown(TraceResult result, HintLevel from) {
    return result.hints().stream()
        .filter(hint -> !hint.isAllowed() && hint.level().compareTo(from) >= 0)
        .toList();
  }

  /** Groups those that have one place; in the order of each one's first. */
  static List<HintGroup> of(List<TraceResult.Hint> hints, Function<TraceResult.Hint, ?> place) {
    Map<List<?>, List<TraceResult.Hint>> groups = new LinkedHashMap<>();
    for (TraceResult.Hint hint : hints) {
      groups
          .computeIfAbsent(
              List.of(hint.id(), hint.level(), place.apply(hint)), key -> new ArrayList<>())
          .add(hint);
    }
    return groups.values().stream().map(HintGroup::new).toList();
  }

  TraceResult.Hint first() {
    return hints.get(0);
  }

  /** Such as {@code statements 1, 4, 7}. */
  String statements() {
    List<Integer> numbers =
        hints.stream().map(TraceResult.Hint::statement).distinct().sorted().toList();
    return (numbers.size() == 1 ? "statement " : "statements ") + some(numbers);
  }

  /** What happens to all of them. */
  String problem() {
    List<String> objects = hints.stream().map(TraceResult.Hint::object).distinct().toList();
    return objects.size() == 1
        ? first().message().replaceFirst("(?s) Safer: .*", "")
        : HintsPage.problem(first().id(), some(objects));
  }

  /** The same with the safer way. */
  String message() {
    String message = first().message();
    int safer = message.indexOf(" Safer: ");
    return problem() + (safer < 0 ? "" : message.substring(safer));
  }

  private static String some(List<?> all) {
    String text = all.stream().limit(MOST).map(Object::toString).collect(Collectors.joining(", "));
    return all.size() > MOST ? text + " and " + (all.size() - MOST) + " more" : text;
  }
}
