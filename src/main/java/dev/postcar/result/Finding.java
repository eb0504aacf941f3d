package dev.postcar.result;

/**
 * One thing that a check has found.
 *
 * @param migration the full name of the class that it is about; null where it is none's
 * @param kind one word: {@code source}, {@code compile}, {@code requires}, {@code circle}, {@code
 *     view}, {@code duplicate}, {@code out-of-order}, {@code edited}, {@code removed}, {@code
 *     lock}, {@code time-zone}, {@code transaction}, {@code index}, {@code place}, {@code foreign}
 * @param message what is wrong and the fix, in one line
 */
public record Finding(String migration, String kind, String message) {

  /** Who, then what: as people read it. */
  @Override
  public String toString() {
    return migration == null ? message : migration + ": " + message;
  }
}
