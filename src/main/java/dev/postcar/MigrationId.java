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

  /** What a migration's simple name looks like. */
  public static final Pattern NAME =
      Pattern.compile("M(\\d{4,})_(\\w+)", Pattern.UNICODE_CHARACTER_CLASS);

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
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? matcher.group(1) : "";
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

  @Override
  public String toString() {
    return packageName.isEmpty() ? name : packageName + "." + name;
  }
}
