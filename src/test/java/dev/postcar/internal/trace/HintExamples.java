package dev.postcar.internal.trace;

import java.util.LinkedHashMap;
import java.util.Map;

/** The bad examples of the hints, for tests of what removes them. */
public final class HintExamples {

  /** The tables that they are about. */
  public static final String SETUP = Hints.SETUP;

  private HintExamples() {}

  /** By the hint's id, in the order of the manual. */
  public static Map<String, String> bad() {
    Map<String, String> all = new LinkedHashMap<>();
    Hints.ALL.forEach(hint -> all.put(hint.id(), hint.bad()));
    return all;
  }
}
