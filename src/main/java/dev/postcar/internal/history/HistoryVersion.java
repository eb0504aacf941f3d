package dev.postcar.internal.history;

/** A version of the bookkeeping schema; it follows postcar's own minor version. */
public record HistoryVersion(int major, int minor) implements Comparable<HistoryVersion> {

  /** No bookkeeping at all. */
  public static final HistoryVersion NONE = new HistoryVersion(0, 0);

  @Override
  public int compareTo(HistoryVersion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  // A record's own would be made at first use, which takes a start longer than all else here.
  @Override
  public boolean equals(Object other) {
    return other instanceof HistoryVersion version && compareTo(version) == 0;
  }

  @Override
  public int hashCode() {
    return 31 * major + minor;
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
