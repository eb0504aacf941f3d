package dev.postcar.internal.sampledata;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;

/** Values of the built-in types. */
final class Values {

  /** Dates begin here, whatever the day is, so that each run has the same. */
  private static final LocalDateTime FIRST = LocalDateTime.of(2019, 1, 1, 0, 0);

  private static final long SECONDS = 6 * 365 * 86_400L;

  /** Quantities and prices are small: products of two fit where their sums are kept. */
  private static final long NUMBERS = 10_000;

  private static final String[] WORDS =
      ("amber basin cedar delta ember fjord grove haven inlet jetty knoll lemon maple north"
              + " ocean pearl quill river stone tower umber vault woods yield zebra acorn birch"
              + " coral drift eagle flint gorse")
          .split(" ", -1);

  private Values() {}

  /** Numbers in order: what is between the limits, or a range that looks like real values. */
  private static ValueSet ordered(
      Limits limits,
      long lowest,
      long highest,
      long first,
      long last,
      Function<String, BigDecimal> reader,
      LongFunction<String> text) {
    BigDecimal least = read(limits.least, reader);
    BigDecimal most = read(limits.greatest, reader);
    long from = least == null ? first : ceiling(least, limits.isAboveLeast);
    long to = most == null ? last : floor(most, limits.isBelowGreatest);
    if (least != null && most == null) {
      to = from > highest - (last - first) ? highest : from + (last - first);
    } else if (most != null && least == null && to < from) {
      from = to < lowest + (last - first) ? lowest : to - (last - first);
    }
    long low = Math.max(lowest, from);
    long high = Math.min(highest, to);
    return new ValueSet(
        Math.max(0, Math.min(ValueSet.MANY, high - low + 1)), n -> text.apply(low + n));
  }

  private static BigDecimal read(String text, Function<String, BigDecimal> reader) {
    try {
      return text == null ? null : reader.apply(text);
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static long ceiling(BigDecimal value, boolean strictly) {
    BigInteger whole = value.setScale(0, RoundingMode.CEILING).toBigInteger();
    boolean next = strictly && value.compareTo(new BigDecimal(whole)) == 0;
    return clamp(next ? whole.add(BigInteger.ONE) : whole);
  }

  private static long floor(BigDecimal value, boolean strictly) {
    BigInteger whole = value.setScale(0, RoundingMode.FLOOR).toBigInteger();
    boolean next = strictly && value.compareTo(new BigDecimal(whole)) == 0;
    return clamp(next ? whole.subtract(BigInteger.ONE) : whole);
  }

  private static long clamp(BigInteger value) {
    return value
        .max(BigInteger.valueOf(Long.MIN_VALUE / 4))
        .min(BigInteger.valueOf(Long.MAX_VALUE / 4))
        .longValue();
  }

  /** Whole numbers up to the type's greatest. */
  static ValueSet integers(Limits limits, long highest, boolean distinct) {
    long last = distinct ? highest : Math.min(highest, NUMBERS);
    return ordered(limits, -highest, highest, 1, last, BigDecimal::new, Long::toString);
  }

  /** Numbers with so many digits after the point, and in all; 0 for any. */
  static ValueSet decimals(Limits limits, int precision, int scale) {
    int digits = precision == 0 ? 17 : Math.min(17, precision);
    long highest = BigDecimal.TEN.pow(digits).longValue() - 1;
    long last =
        Math.min(highest, NUMBERS / 10 * BigDecimal.TEN.pow(Math.min(9, scale)).longValue());
    return ordered(
        limits,
        -highest,
        highest,
        1,
        last,
        text -> new BigDecimal(text).movePointRight(scale),
        n -> BigDecimal.valueOf(n, scale).toPlainString());
  }

  static ValueSet dates(Limits limits) {
    long first = FIRST.toLocalDate().toEpochDay();
    return ordered(
        limits,
        -700_000,
        1_000_000,
        first,
        first + SECONDS / 86_400,
        text -> BigDecimal.valueOf(LocalDate.parse(text.substring(0, 10)).toEpochDay()),
        n -> LocalDate.ofEpochDay(n).toString());
  }

  /** Points in time, a second apart. */
  static ValueSet timestamps(Limits limits, String zone) {
    long first = FIRST.toEpochSecond(ZoneOffset.UTC);
    return ordered(
        limits,
        -60_000_000_000L,
        90_000_000_000L,
        first,
        first + SECONDS,
        text -> BigDecimal.valueOf(epoch(text)),
        n -> LocalDateTime.ofEpochSecond(n, 0, ZoneOffset.UTC) + zone);
  }

  private static long epoch(String text) {
    String iso = text.length() == 10 ? text + " 00:00:00" : text;
    if (iso.matches(".*[+-]\\d\\d")) {
      return Instant.from(OffsetDateTime.parse(iso.replace(' ', 'T') + ":00")).getEpochSecond();
    }
    return LocalDateTime.parse(iso.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
  }

  static ValueSet times(Limits limits, String zone) {
    return ordered(
        limits,
        0,
        86_399,
        0,
        86_399,
        text -> BigDecimal.valueOf(LocalTime.parse(text).toSecondOfDay()),
        n -> LocalTime.ofSecondOfDay(n) + zone);
  }

  static ValueSet uuids() {
    return ValueSet.many(
        n ->
            new UUID((Mix.of(1, n) & ~0xF000L) | 0x4000L, (Mix.of(2, n) >>> 2) | Long.MIN_VALUE)
                .toString());
  }

  /** Hexadecimal digits, so many bytes. */
  static String hex(long n, int bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < 2 * bytes - 16; i++) {
      text.append("%016x".formatted(Mix.of(i, n)));
    }
    String number = "%016x".formatted(n);
    int rest = 2 * bytes - text.length();
    return rest >= 0 && rest <= 16 ? text + number.substring(16 - rest) : text + number;
  }

  static ValueSet bits(int length) {
    int significant = Math.min(40, length);
    return new ValueSet(
        1L << significant,
        n -> {
          String digits = Long.toBinaryString(n);
          return "0".repeat(length - digits.length()) + digits;
        });
  }

  /** Letters, so many of them. */
  static ValueSet letters(int length, char first) {
    long size = 1;
    for (int i = 0; i < length && size < ValueSet.MANY; i++) {
      size *= 26;
    }
    return new ValueSet(
        Math.min(size, ValueSet.MANY),
        n -> {
          char[] text = new char[length];
          long rest = n;
          for (int i = length - 1; i >= 0; i--) {
            text[i] = (char) (first + rest % 26);
            rest /= 26;
          }
          return new String(text);
        });
  }

  /** Words, about so long, which end in what makes each different. */
  static ValueSet words(int width, int shortest, int longest) {
    if (longest < 20) {
      return letters(Math.max(1, Math.max(shortest, Math.min(longest, width))), 'a');
    }
    int wanted = Math.min(longest - 10, Math.max(shortest, width) - 6);
    return ValueSet.many(
        n -> {
          StringBuilder text = new StringBuilder(Math.max(16, wanted + 16));
          long mixed = Mix.of(3, n);
          do {
            text.append(WORDS[(int) (mixed & 31)]).append(' ');
            mixed = Long.rotateRight(mixed, 5) + 1;
          } while (text.length() < wanted);
          text.setLength(Math.max(6, Math.min(text.length(), longest - 9)));
          text.setCharAt(text.length() - 1, ' ');
          String end = Long.toString(n, 36);
          text.append(end);
          while (text.length() < shortest) {
            text.insert(0, 'x');
          }
          return text.toString();
        });
  }
}
