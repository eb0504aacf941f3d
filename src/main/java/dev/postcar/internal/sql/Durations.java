package dev.postcar.internal.sql;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as PostgreSQL writes them: a number and {@code ms}, {@code s}, {@code min}, {@code h}
 * or {@code d} (documentation section 20.1.1); {@code off} for none.
 */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([a-z]*)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "ms", 1L, "s", 1_000L, "m", 60_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  // lock_timeout and statement_timeout are int4 milliseconds on the server.
  private static final BigDecimal LONGEST = BigDecimal.valueOf(Integer.MAX_VALUE);

  private Durations() {}

  /**
   * Reads a duration.
   *
   * @param text such as {@code 5s}, {@code 1.5 min}, {@code 200ms} or {@code off}; not null
   * @return the duration; zero for {@code off}
   * @throws IllegalArgumentException if the text is not a duration, has no unit, or is longer than
   *     the server's longest (about 24 days)
   */
  public static Duration parse(String text) {
    String trimmed = text.strip().toLowerCase(Locale.ROOT);
    if (trimmed.equals("off") || trimmed.equals("0")) {
      return Duration.ZERO;
    }
    Matcher matcher = FORM.matcher(trimmed);
    if (!matcher.matches() || !UNITS.containsKey(matcher.group(2))) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a duration: write a number and ms, s, min, h or d, or \"off\"");
    }
    BigDecimal millis =
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(UNITS.get(matcher.group(2))));
    if (millis.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is longer than PostgreSQL's maximum (24 d)");
    }
    return Duration.ofMillis(millis.longValue());
  }

  /** Writes a duration in its largest whole unit, such as {@code 5s}; {@code off} for zero. */
  public static String format(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "off";
    }
    for (String unit : new String[] {"d", "h", "min", "s"}) {
      if (millis % UNITS.get(unit) == 0) {
        return millis / UNITS.get(unit) + unit;
      }
    }
    return millis + "ms";
  }
}
