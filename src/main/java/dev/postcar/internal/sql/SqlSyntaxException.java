package dev.postcar.internal.sql;

/** SQL text that cannot be cut into statements: something in it is opened and never closed. */
public final class SqlSyntaxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String problem;
  private final long offset;
  private final long line;
  private final long column;

  SqlSyntaxException(String problem, long offset, long line, long column) {
    super(problem + " (line " + line + ", column " + column + ")");
    this.problem = problem;
    this.offset = offset;
    this.line = line;
    this.column = column;
  }

  /**
   * What is wrong, without the place; the message has both, such as {@code unterminated dollar
   * quote $body$}; never null.
   */
  public String problem() {
    return problem;
  }

  /**
   * Where the opening quote stands in the whole text.
   *
   * @return chars (UTF-16) from the beginning, the first being 0
   */
  public long offset() {
    return offset;
  }

  /** The line of the opening quote, counted from 1. */
  public long line() {
    return line;
  }

  /** The column of the opening quote in code points, counted from 1. */
  public long column() {
    return column;
  }
}
