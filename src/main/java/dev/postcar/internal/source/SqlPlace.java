package dev.postcar.internal.source;

/**
 * Where SQL is written, for messages.
 *
 * @param name a method such as {@code forward()}, or a file
 * @param linesBefore how many lines of the file precede the SQL; 0 for a method
 */
public record SqlPlace(String name, int linesBefore) {

  /** A method that returns the SQL. */
  public static SqlPlace method(String name) {
    return new SqlPlace(name, 0);
  }

  /** Whether it is a file. */
  public boolean isFile() {
    return !name.endsWith("()");
  }

  /** A line of the SQL, from 1, such as {@code forward(), line 3} or {@code M0001_A.sql:3}. */
  public String line(long line) {
    return name + (isFile() ? ":" : ", line ") + (linesBefore + line);
  }

  /** The same with a column, from 1. */
  String column(long line, long column) {
    return line(line) + (isFile() ? ":" : ", column ") + column;
  }

  /** What it says, such as {@code forward() returns blank SQL}. */
  String has(String what) {
    return name + (isFile() ? " has " : " returns ") + what;
  }

  /** What to do, such as {@code return at least one statement}. */
  String give(String what) {
    return (isFile() ? "write " : "return ") + what;
  }
}
