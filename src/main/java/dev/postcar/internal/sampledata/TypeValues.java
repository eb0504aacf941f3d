package dev.postcar.internal.sampledata;

import java.util.ArrayList;
import java.util.List;

/** The values of a type within limits. */
final class TypeValues {

  private static final int[] REPEATS = {6, 3, 1, 2, 10, 12, 16, 20, 32, 40};

  private TypeValues() {}

  /**
   * Sets of values to choose from, the best first.
   *
   * @param modifier what the type is limited to, such as a length; -1 for nothing
   * @param width how many bytes a value has on average; 0 where not known
   * @param distinct whether no two rows may have the same
   */
  static List<ValueSet> of(
      TypeShape type, int modifier, Limits limits, int width, boolean distinct) {
    List<ValueSet> all = new ArrayList<>();
    if (limits.only != null) {
      all.add(ValueSet.of(limits.only));
      return all;
    }
    if (limits.regex != null) {
      for (int repeats : REPEATS) {
        ValueSet matching = RegexText.of(limits.regex, repeats);
        if (matching != null) {
          all.add(matching);
        }
      }
    }
    all.add(best(type, modifier, limits, width, distinct));
    if (!limits.constants.isEmpty() && type.parts().isEmpty()) {
      all.add(ValueSet.of(limits.constants));
    }
    if (type.category().equals("S") || type.category().equals("U")) {
      all.addAll(unusual());
    }
    int longest = type.category().equals("S") ? type.baseModifier(modifier) - 4 : 0;
    return longest <= 0
        ? all
        : all.stream().filter(set -> set.nth().apply(0).length() <= longest).toList();
  }

  private static ValueSet best(
      TypeShape type, int modifier, Limits limits, int width, boolean distinct) {
    if (!type.labels().isEmpty()) {
      return ValueSet.of(type.labels());
    }
    if (type.isDomain()) {
      return best(type.parts().get(0), type.modifier(), limits, width, distinct);
    }
    if (type.isArray()) {
      return array(type, modifier, limits);
    }
    return switch (type.kind()) {
      case "r" -> range(type);
      case "m" -> wrapped("{", part(type, 0, -1), "}");
      case "c" -> composite(type);
      default -> base(type, modifier, limits, width, distinct);
    };
  }

  private static ValueSet part(TypeShape type, int index, int modifier) {
    return best(type.parts().get(index), modifier, new Limits(), 0, false);
  }

  private static ValueSet wrapped(String before, ValueSet inner, String after) {
    return new ValueSet(inner.size(), n -> before + inner.nth().apply(n) + after);
  }

  private static ValueSet array(TypeShape type, int modifier, Limits limits) {
    ValueSet element = part(type, 0, modifier);
    int least = limits.shortest > 0 ? limits.shortest : Math.min(1, limits.longest);
    int spread = Math.max(1, Math.min(3, limits.longest - least + 1));
    return new ValueSet(
        element.size(),
        n -> {
          List<String> elements = new ArrayList<>();
          long count = least + n % spread;
          for (long i = 0; i < count; i++) {
            elements.add(quoted(element.nth().apply((n + i) % element.size())));
          }
          return "{" + String.join(",", elements) + "}";
        });
  }

  /** Ranges that do not overlap. */
  private static ValueSet range(TypeShape type) {
    ValueSet bound = part(type, 0, -1);
    long length = bound.size() > 100_000_000 ? 3_600 : 1;
    return new ValueSet(
        Math.max(1, bound.size() / length - 1),
        n ->
            "["
                + quoted(bound.nth().apply(n * length))
                + ","
                + quoted(bound.nth().apply((n + 1) * length))
                + ")");
  }

  private static ValueSet composite(TypeShape type) {
    List<ValueSet> fields = new ArrayList<>();
    long size = 1;
    for (int i = 0; i < type.parts().size(); i++) {
      fields.add(part(type, i, type.modifiers().get(i)));
      size = Math.max(size, fields.get(i).size());
    }
    return new ValueSet(
        size,
        n -> {
          List<String> texts = new ArrayList<>();
          for (ValueSet field : fields) {
            texts.add(quoted(field.nth().apply(n % field.size())));
          }
          return "(" + String.join(",", texts) + ")";
        });
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static ValueSet base(
      TypeShape type, int modifier, Limits limits, int width, boolean distinct) {
    return switch (type.plain()) {
      case "int2" -> Values.integers(limits, Short.MAX_VALUE, distinct);
      case "int4", "oid", "xid", "cid" -> Values.integers(limits, Integer.MAX_VALUE, distinct);
      case "int8", "xid8" -> Values.integers(limits, ValueSet.MANY, distinct);
      case "numeric" -> numeric(limits, modifier);
      case "float4" -> Values.decimals(limits, 6, 1);
      case "float8", "money" -> Values.decimals(limits, 0, 2);
      case "bool" -> ValueSet.of(List.of("true", "false"));
      case "date" -> Values.dates(limits);
      case "timestamp" -> Values.timestamps(limits, "");
      case "timestamptz" -> Values.timestamps(limits, "+00");
      case "time" -> Values.times(limits, "");
      case "timetz" -> Values.times(limits, "+00");
      case "interval" -> new ValueSet(10_000_000, n -> (n + 1) + " seconds");
      case "uuid" -> Values.uuids();
      case "bytea" -> bytes(limits, width);
      case "bit" -> Values.bits(Math.max(1, modifier));
      case "varbit" -> Values.bits(modifier > 0 ? modifier : 40);
      case "bpchar", "varchar" -> text(limits, modifier - 4, width, type.plain());
      case "char" -> Values.letters(1, 'a');
      case "name" -> text(limits, 63, width, "name");
      default -> type.category().equals("S") ? text(limits, -1, width, "text") : other(type, width);
    };
  }

  private static ValueSet numeric(Limits limits, int modifier) {
    int scale = modifier < 0 ? 2 : (modifier - 4) & 0x7ff;
    return Values.decimals(limits, modifier < 0 ? 0 : (modifier - 4) >> 16, scale > 15 ? 0 : scale);
  }

  private static ValueSet text(Limits limits, int declared, int width, String plain) {
    int longest = Math.min(limits.longest, declared > 0 ? declared : 1_000_000);
    int usual = plain.equals("bpchar") ? longest : Math.min(16, longest);
    return Values.words(width > 0 ? width : usual, limits.shortest, longest);
  }

  private static ValueSet bytes(Limits limits, int width) {
    int usual = Math.max(limits.shortest, width > 0 ? width : 16);
    int length = Math.max(1, Math.min(limits.longest, usual));
    long size = length >= 5 ? ValueSet.MANY : 1L << (8 * length);
    return new ValueSet(size, n -> "\\x" + Values.hex(n, length));
  }

  private static ValueSet other(TypeShape type, int width) {
    ValueSet word = Values.words(Math.max(8, width - 20), 0, 1_000_000);
    return switch (type.plain()) {
      case "json", "jsonb" ->
          ValueSet.many(n -> "{\"id\": " + n + ", \"name\": \"" + word.nth().apply(n) + "\"}");
      case "xml" -> ValueSet.many(n -> "<item id=\"" + n + "\">" + word.nth().apply(n) + "</item>");
      case "jsonpath" -> ValueSet.many(n -> "$.a" + n);
      case "tsvector" -> word;
      case "tsquery" -> ValueSet.many(n -> word.nth().apply(n).replace(" ", " & "));
      case "inet", "cidr" ->
          new ValueSet(
              1L << 24, n -> "10." + (n >> 16) + "." + (n >> 8 & 255) + "." + (n & 255) + "/32");
      case "macaddr" ->
          ValueSet.many(n -> ("02" + Values.hex(n, 5)).replaceAll("(..)(?=.)", "$1:"));
      case "macaddr8" ->
          ValueSet.many(n -> ("020000" + Values.hex(n, 5)).replaceAll("(..)(?=.)", "$1:"));
      case "point" -> ValueSet.many(n -> "(" + n % 1000 + "," + n / 1000 + ")");
      case "line" -> ValueSet.many(n -> "{1,2," + n + "}");
      case "lseg", "path" -> ValueSet.many(n -> "[(" + n + ",0),(" + n + ",1)]");
      case "box" -> ValueSet.many(n -> "(" + (2 * n + 1) + ",1),(" + 2 * n + ",0)");
      case "polygon" ->
          ValueSet.many(n -> "((" + 2 * n + ",0),(" + (2 * n + 1) + ",0),(" + 2 * n + ",1))");
      case "circle" -> ValueSet.many(n -> "<(" + 2 * n + ",0),0.5>");
      case "pg_lsn" -> ValueSet.many(n -> "0/" + Long.toHexString(n & 0xFFFFFFFFL));
      case "hstore" -> ValueSet.many(n -> "k" + n + "=>v");
      case "ltree" -> ValueSet.many(n -> "top.n" + n);
      case "geometry", "geography" ->
          ValueSet.many(n -> "POINT(" + n % 180 + " " + n / 180 % 90 + ")");
      default -> ValueSet.of(List.of("1", "0", "a", "", "{}", "()", "[1,2,3]", "pg_class"));
    };
  }

  /** What texts often are, for checks that are not understood; the server chooses. */
  private static List<ValueSet> unusual() {
    List<ValueSet> all = new ArrayList<>();
    for (String regex :
        List.of(
            "[a-z]{6}@example\\.com",
            "https://example\\.com/[a-z]{6}",
            "[a-z]{4}-[a-z]{4}",
            "\\+49[0-9]{9}",
            "[0-9]\\.[0-9]\\.[0-9]",
            "#[0-9a-f]{6}",
            "/[a-z]{3}/[a-z]{3}",
            "[A-Z][a-z]{5} [A-Z][a-z]{5}",
            "\\{\"a\": [0-9]\\}",
            "\\[\\]",
            "[A-Z][0-9]{5}",
            "20[12][0-9]-0[1-9]-1[0-9]")) {
      all.add(RegexText.of(regex, 1));
    }
    all.add(new ValueSet(1_000_000_000, n -> ean13(978_000_000_000L + n)));
    for (int length : new int[] {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 22, 32, 36, 40, 64}) {
      ValueSet lower = Values.letters(length, 'a');
      int bytes = (length + 1) / 2;
      all.add(Values.letters(length, 'A'));
      all.add(lower);
      all.add(
          new ValueSet(
              length >= 10 ? ValueSet.MANY : 1L << (4 * length - 1),
              n -> Values.hex(n, bytes).substring(length % 2)));
      all.add(RegexText.of("[0-9]{" + length + "}", length));
    }
    return all;
  }

  /** An article's number, such as an ISBN, with its check digit. */
  private static String ean13(long digits) {
    String text = Long.toString(digits);
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += (text.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return text + (10 - sum % 10) % 10;
  }
}
