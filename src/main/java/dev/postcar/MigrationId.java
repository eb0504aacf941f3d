package dev.postcar;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a migration is known by: its Java package and its simple class name.
 *
 * @param packageName the Java package, not null
 * @param name the simple class name, such as {@code M0001_Init}; not null
 */
public record MigrationId(String packageName, String name) implements Comparable<MigrationId> {

  private static final int FEWEST_DIGITS = 4;

  /** Only a name beyond ASCII needs the regular expression, whose making takes its time. */
  private static final class Unicode {
    static final Pattern NAME =
        Pattern.compile("M(\\d{4,})_(\\w+)", Pattern.UNICODE_CHARACTER_CLASS);
  }

  private static final Comparator<MigrationId> ORDER =
      Comparator.comparing(MigrationId::packageName)
          .thenComparing(MigrationId::sequenceNumber)
          .thenComparing(MigrationId::name);

  /**
   * Reads a full class name.
   *
   * @param fullName such as {@code shop.migrations.M0001_Init}; not null
   * @return the identity; its package is empty where the name has no dot
   */
  public static MigrationId of(String fullName) {
    int dot = fullName.lastIndexOf('.');
    return dot < 0
        ? new MigrationId("", fullName)
        : new MigrationId(fullName.substring(0, dot), fullName.substring(dot + 1));
  }

  /**
   * The digits of the name as they are written, leading zeros included.
   *
   * @return the digits, or the empty text where the name is not a migration's
   */
  public String sequence() {
    return sequenceOf(name);
  }

  /**
   * Returns whether a class's simple name is a migration's: M, at least four digits, an underscore,
   * and letters, digits or underscores.
   *
   * @param simpleName not null
   * @return false for any other
   */
  public static boolean isName(String simpleName) {
    return !sequenceOf(simpleName).isEmpty();
  }

  private static String sequenceOf(String name) {
    int end = 1;
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 127) {
        Matcher matcher = Unicode.NAME.matcher(name);
        return matcher.matches() ? matcher.group(1) : "";
      }
    }
    while (end < name.length() && isDigit(name.charAt(end))) {
      end++;
    }
    boolean begins = name.startsWith("M") && end > FEWEST_DIGITS && name.startsWith("_", end);
    return begins && areWordChars(name, end + 1) ? name.substring(1, end) : "";
  }

  private static boolean areWordChars(String name, int from) {
    for (int i = from; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !isDigit(c) && c != '_') {
        return false;
      }
    }
    return from < name.length();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /**
   * The digits of the name as a number; {@code M1} and {@code M0001} are the same place.
   *
   * @return zero where the name is not a migration's
   */
  public BigInteger sequenceNumber() {
    String digits = sequence();
    return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits);
  }

  @Override
  public int compareTo(MigrationId other) {
    return ORDER.compare(this, other);
  }

  // A record's own would be made at first use, which takes longer than all the comparing.
  @Override
  public boolean equals(Object other) {
    return other instanceof MigrationId id
        && name.equals(id.name)
        && packageName.equals(id.packageName);
  }

  @Override
  public int hashCode() {
    return 31 * packageName.hashCode() + name.hashCode();
  }

  @Override
  public String toString() {
    return packageName.isEmpty() ? name : packageName + "." + name;
  }
}
