package dev.postcar.internal.catalog;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A definition that holds the moment of its creation, such as {@code default 'now'::timestamp}: it
 * is another one each time, whatever runs.
 */
public final class CreationTime {

  private static final Pattern MOMENT =
      Pattern.compile(
          "'(\\d{4}-\\d\\d-\\d\\d)(?: (\\d\\d:\\d\\d:\\d\\d)(?:\\.\\d+)?(?:[+-]\\d\\d(?::\\d\\d)?)?)?'");

  /** Some hours to either side, as the zone is not known. */
  private static final Duration NEAR = Duration.ofHours(28);

  private CreationTime() {}

  /** Returns whether two definitions differ in nothing but moments, of which the first are now. */
  public static boolean isAll(String now, String other) {
    if (now == null || other == null || now.equals(other)) {
      return false;
    }
    Matcher a = MOMENT.matcher(now);
    Matcher b = MOMENT.matcher(other);
    boolean clock = false;
    while (a.find()) {
      if (!b.find()) {
        return false;
      }
      boolean same = a.group().equals(b.group());
      if (!same && !isNow(a)) {
        return false;
      }
      clock |= !same;
    }
    return clock && MOMENT.matcher(now).replaceAll("").equals(MOMENT.matcher(other).replaceAll(""));
  }

  private static boolean isNow(Matcher moment) {
    try {
      LocalDateTime at =
          moment.group(2) == null
              ? LocalDate.parse(moment.group(1)).atStartOfDay().plusHours(12)
              : LocalDateTime.parse(moment.group(1) + "T" + moment.group(2));
      return Duration.between(at, LocalDateTime.now(ZoneOffset.UTC)).abs().compareTo(NEAR) < 0;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
