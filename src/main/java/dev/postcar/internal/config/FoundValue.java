package dev.postcar.internal.config;

import dev.postcar.internal.config.groovy.Hook;
import java.util.List;

/**
 * What one place says about one setting: its texts (one, unless it is a list) and the place.
 *
 * @param hook the closure; null for what is no hook
 */
public record FoundValue(List<String> texts, String origin, Hook hook) {

  public FoundValue {
    texts = List.copyOf(texts);
  }

  public FoundValue(List<String> texts, String origin) {
    this(texts, origin, null);
  }

  public static FoundValue text(String text, String origin) {
    return new FoundValue(List.of(text), origin);
  }

  /** The text; of a flag given twice, the last one. */
  public String text() {
    return texts.get(texts.size() - 1);
  }

  /** Only the place: the text may be a secret. */
  @Override
  public String toString() {
    return origin;
  }
}
