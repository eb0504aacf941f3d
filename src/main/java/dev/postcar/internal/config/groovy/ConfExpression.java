package dev.postcar.internal.config.groovy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** An expression of a simple conf script, valued as Groovy values it. */
sealed interface ConfExpression {

  /**
   * Evaluates it.
   *
   * @return may be null
   * @throws OddValue if Groovy has to
   */
  Object value() throws OddValue;

  /**
   * A constant.
   *
   * @param value a String, Integer or Boolean; or null
   */
  record Literal(Object value) implements ConfExpression {}

  /** {@code System.getenv('name')}. */
  record Variable(String name) implements ConfExpression {
    @Override
    public Object value() {
      return System.getenv(name);
    }
  }

  /** {@code System.getProperty('name')}. */
  record Property(String name) implements ConfExpression {
    @Override
    public Object value() {
      return System.getProperty(name);
    }
  }

  /** {@code [a, b]}. */
  record Items(List<ConfExpression> items) implements ConfExpression {
    @Override
    public Object value() throws OddValue {
      List<Object> values = new ArrayList<>();
      for (ConfExpression item : items) {
        values.add(item.value());
      }
      return values;
    }
  }

  /** {@code [key: a]}. */
  record Entries(List<Entry> entries) implements ConfExpression {

    /** One of a map. */
    record Entry(String key, ConfExpression value) {}

    @Override
    public Object value() throws OddValue {
      Map<String, Object> values = new LinkedHashMap<>();
      for (Entry entry : entries) {
        values.put(entry.key(), entry.value().value());
      }
      return values;
    }
  }

  /** {@code "text ${a} text"}: the texts around and between the values. */
  record Template(List<String> texts, List<ConfExpression> parts) implements ConfExpression {
    @Override
    public Object value() throws OddValue {
      List<Object> values = new ArrayList<>();
      for (ConfExpression part : parts) {
        values.add(part.value());
      }
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < texts.size(); i++) {
        text.append(texts.get(i));
        if (i < values.size()) {
          text.append(plain(values.get(i)));
        }
      }
      return new Interpolated(values, text.toString());
    }

    /** Lists and maps have a form of Groovy's own. */
    private static String plain(Object value) throws OddValue {
      if (value instanceof List<?> || value instanceof Map<?, ?>) {
        throw new OddValue();
      }
      return String.valueOf(value);
    }
  }

  /** {@code a ?: b}. */
  record Elvis(ConfExpression first, ConfExpression otherwise) implements ConfExpression {
    @Override
    public Object value() throws OddValue {
      Object value = first.value();
      return truth(value) ? value : otherwise.value();
    }
  }

  /** {@code test ? a : b}. */
  record Choice(ConfExpression test, ConfExpression then, ConfExpression otherwise)
      implements ConfExpression {
    @Override
    public Object value() throws OddValue {
      return truth(test.value()) ? then.value() : otherwise.value();
    }
  }

  /** {@code a == b}. */
  record Same(ConfExpression left, ConfExpression right) implements ConfExpression {
    @Override
    public Object value() throws OddValue {
      return same(left.value(), right.value());
    }

    /** Of unlike types, Groovy's rules are its own. */
    private static boolean same(Object left, Object right) throws OddValue {
      if (left == null || right == null) {
        return left == right;
      }
      if (left instanceof CharSequence && right instanceof CharSequence) {
        return left.toString().equals(right.toString());
      }
      if (left.getClass() == right.getClass()
          && (left instanceof Boolean || left instanceof Integer)) {
        return Objects.equals(left, right);
      }
      throw new OddValue();
    }
  }

  /** Whether Groovy takes a value for true. */
  static boolean truth(Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value instanceof CharSequence text) {
      return text.length() > 0;
    }
    if (value instanceof Integer number) {
      return number != 0;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return value instanceof Map<?, ?> map && !map.isEmpty();
  }
}
