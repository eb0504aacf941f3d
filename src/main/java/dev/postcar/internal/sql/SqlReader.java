package dev.postcar.internal.sql;

import java.io.IOException;
import java.io.Reader;
import java.util.Objects;

/**
 * Reads SQL statement by statement, holding no more than one statement in memory.
 *
 * <p>Not safe for use by several threads.
 */
public final class SqlReader implements AutoCloseable {

  private static final int BUFFER = 1 << 14;

  private final Reader reader;
  private final Lexer lexer;
  private final boolean dump;
  private CopyData copyData;

  /** For tests: with a small first buffer. */
  SqlReader(Reader reader, int buffer, boolean dump) {
    this.reader = Objects.requireNonNull(reader, "reader");
    this.lexer = new Lexer(reader, buffer);
    this.dump = dump;
  }

  /**
   * Reads SQL as it is sent to a server.
   *
   * @param reader the text, not null; {@link #close} closes it
   * @return before the first statement
   */
  public static SqlReader of(Reader reader) {
    return new SqlReader(reader, BUFFER, false);
  }

  /**
   * Reads a plain dump as pg_dump writes it: {@code COPY … FROM STDIN} is followed by its data (see
   * {@link #copyData}), and the psql commands {@code restrict} and {@code unrestrict}, with their
   * backslash, are passed over.
   *
   * @param reader the text, not null; {@link #close} closes it
   * @return before the first statement
   */
  public static SqlReader ofDump(Reader reader) {
    return new SqlReader(reader, BUFFER, true);
  }

  /**
   * Goes to the next statement, passing over COPY data that was not read.
   *
   * @return null at the end of the text
   * @throws SqlSyntaxException if a quote or comment is never closed; in a dump also for any other
   *     psql command, and for COPY data without its end
   * @throws java.io.UncheckedIOException if the reader fails
   */
  public Statement next() {
    if (copyData != null) {
      copyData.drain();
      copyData = null;
      lexer.resume();
    }
    while (true) {
      if (!significant()) {
        return null;
      } else if (dump && lexer.isSymbol('\\')) {
        psqlCommand();
      } else if (!lexer.isSymbol(';')) {
        return statement();
      }
    }
  }

  private Statement statement() {
    lexer.hold();
    Nesting nesting = new Nesting();
    long line = lexer.line();
    long start = lexer.start();
    long end;
    do {
      nesting.see(lexer);
      end = lexer.end();
    } while (significant() && !(lexer.isSymbol(';') && nesting.atTopLevel()));
    Statement statement =
        new Statement(lexer.heldText(start, end), start, end, line, nesting.words());
    if (dump && statement.words().contains("copy") && StatementKind.copiesFromClient(statement)) {
      beginCopyData();
    }
    return statement;
  }

  /** Goes to the next token that is neither white space nor comment; false at the end. */
  private boolean significant() {
    Lexer.Kind kind;
    do {
      kind = lexer.next();
      if (!lexer.closed()) {
        throw lexer.syntaxError("unterminated " + lexer.description());
      }
    } while (kind == Lexer.Kind.SPACE || kind == Lexer.Kind.COMMENT);
    return kind != Lexer.Kind.END;
  }

  private void psqlCommand() {
    String line = lexer.takeLine();
    // Around every plain dump since the fix of CVE-2025-8714.
    if (!line.startsWith("\\restrict ") && !line.startsWith("\\unrestrict ")) {
      throw lexer.syntaxError("psql command " + line.strip() + " in the SQL");
    }
  }

  private void beginCopyData() {
    String rest = lexer.takeLine().replaceFirst("^;", "").strip();
    if (!rest.isEmpty() && !rest.startsWith("--")) {
      throw lexer.syntaxError("COPY ... FROM STDIN; followed by more on its line");
    }
    copyData = new CopyData(lexer.leaveLine());
  }

  /**
   * The data that follow the {@code COPY … FROM STDIN} read last, without the closing {@code \.}
   * line. Read it before the next call of {@link #next}; there is no need to close it. Where the
   * data have no such line, reading throws {@link SqlSyntaxException}.
   *
   * @return null if the last statement has no data; always so unless a dump is read
   */
  public Reader copyData() {
    return copyData;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
