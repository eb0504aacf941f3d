package dev.postcar.internal.report;

import dev.postcar.HintLevel;
import dev.postcar.internal.os.Sha256;
import dev.postcar.internal.trace.HintsPage;
import dev.postcar.result.TraceResult;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Hints in the forms in which code hosts show them next to the source. */
public final class CiAnnotations {

  private CiAnnotations() {}

  /**
   * Where a statement stands.
   *
   * @param file relative to the working directory
   * @param line from 1
   */
  public record Place(String file, long line) {}

  /** As GitHub's workflow commands, one for each line and kind; empty without hints. */
  public static String github(
      TraceResult result, HintLevel from, Function<TraceResult.Hint, Place> places) {
    return HintGroup.of(HintGroup.shown(result, from), places).stream()
        .map(
            group -> {
              TraceResult.Hint hint = group.first();
              Place place = places.apply(hint);
              return AnsiStyle.command("%s file=%s,line=%d,title=%s::%s")
                  .formatted(
                      command(hint.level()),
                      property(place.file()),
                      place.line(),
                      property(hint.level().text() + " " + hint.id()),
                      data(group.message() + "\nMore: " + HintsPage.address(hint.id())));
            })
        .collect(Collectors.joining("\n"));
  }

  private static String command(HintLevel level) {
    return switch (level) {
      case INFO -> "notice";
      case WARN -> "warning";
      case DANGER -> "error";
    };
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  /** As a GitLab code quality report. */
  public static String gitlab(
      TraceResult result, HintLevel from, Function<TraceResult.Hint, Place> places) {
    return Json.document(
        HintGroup.of(HintGroup.shown(result, from), places).stream()
            .map(group -> issue(group, places.apply(group.first())))
            .toList());
  }

  private static Map<String, Object> issue(HintGroup group, Place place) {
    TraceResult.Hint hint = group.first();
    Map<String, Object> issue = new LinkedHashMap<>();
    issue.put("description", group.message() + " More: " + HintsPage.address(hint.id()));
    issue.put("check_name", "postcar/" + hint.id());
    issue.put("fingerprint", fingerprint(group));
    issue.put("severity", severity(hint.level()));
    issue.put(
        "location",
        new LinkedHashMap<>(Map.of("path", place.file(), "lines", Map.of("begin", place.line()))));
    return issue;
  }

  private static String severity(HintLevel level) {
    return switch (level) {
      case INFO -> "info";
      case WARN -> "major";
      case DANGER -> "critical";
    };
  }

  /** The same for the same hint in every run, wherever in the file it stands. */
  private static String fingerprint(HintGroup group) {
    TraceResult.Hint hint = group.first();
    String text =
        String.join("\n", hint.id(), hint.migration(), "" + hint.statement(), group.message());
    return HexFormat.of().formatHex(Sha256.of(text));
  }
}
