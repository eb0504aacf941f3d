package dev.postcar.schema;

import dev.postcar.DriftResult.Difference;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Compares a live schema with the one that was built anew, but for what is to be ignored. */
public final class Drift {

  private final List<Pattern> ignored;

  /**
   * A comparison.
   *
   * @param patterns of objects to pass over, {@code *} for any text, {@code ?} for one character:
   *     each is compared with the object, and with what follows any space in it
   */
  public Drift(List<String> patterns) {
    this.ignored = patterns.stream().map(Drift::compiled).toList();
  }

  private static Pattern compiled(String pattern) {
    String expression =
        pattern
            .codePoints()
            .mapToObj(Character::toString)
            .map(one -> one.equals("*") ? ".*" : one.equals("?") ? "." : Pattern.quote(one))
            .collect(Collectors.joining());
    return Pattern.compile("(.* )?" + expression, Pattern.DOTALL);
  }

  /**
   * Compares.
   *
   * @param expected the schema that the migrations build
   * @param live the schema that there is
   * @return by object
   */
  public List<Difference> between(CatalogSnapshot expected, CatalogSnapshot live) {
    return CatalogDiff.between(expected, live).differences().stream()
        .filter(one -> ignored.stream().noneMatch(each -> each.matcher(one.object()).matches()))
        .map(one -> new Difference(one.object(), one.before(), one.after()))
        .toList();
  }
}
