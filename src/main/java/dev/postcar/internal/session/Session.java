package dev.postcar.internal.session;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.history.History;
import dev.postcar.internal.history.HistorySchema;
import dev.postcar.internal.history.HistoryVersion;
import dev.postcar.internal.history.Recorded;
import dev.postcar.internal.history.SharedHistories;
import dev.postcar.internal.session.DriverSockets.AnswerDeadline;
import dev.postcar.internal.sql.OwnSql;
import dev.postcar.internal.sql.Quote;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.jdbc.PgConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * The one connection that holds the runner lock, runs the migrations and writes the history.
 *
 * <p>It speaks the simple query protocol throughout, so that no statement leaves a portal, and with
 * it a snapshot, behind.
 */
public final class Session implements AutoCloseable {

  private static final int OLDEST_SERVER = 130000;

  /** What postcar itself asks is answered at once, but for the locks that it may wait for. */
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final Connection handle;
  private final PgConnection connection;
  private final Connections.Opened opened;
  private Config options;
  private final History history;
  private final CallerConnectionState borrowed;
  private ServerInfo server;
  private int answerMillis;
  private String beforeClose = "";
  private SessionState state;

  private Session(Connections.Opened opened, Config options, CallerConnectionState borrowed) {
    this.handle = opened.handle();
    this.connection = opened.driver();
    this.opened = opened;
    this.options = options;
    this.history = new History(options.namespace(), options.target());
    this.borrowed = borrowed;
  }

  /**
   * Connects and asks the server what it is: one round trip.
   *
   * @throws PostcarException.Refusal if the server is too old
   */
  public static Session open(Connections connections, Config options) {
    Connections.Opened opened = connections.open();
    PgConnection connection = opened.driver();
    try {
      CallerConnectionState borrowed =
          CallerConnectionState.of(connection, connections.areCallers(), connections.areOwn());
      connection.setAutoCommit(true);
      connection.getQueryExecutor().setPreferQueryMode(PreferQueryMode.SIMPLE);
      connection.setPrepareThreshold(0);
      Session session = new Session(opened, options, borrowed);
      session.opened.answers().begin(AnswerDeadline.FIRST);
      session.server =
          new ServerProbe(connection, options)
              .ask(borrowed.callers(), opened.reused(), connections.timeZone());
      session.opened.answers().end();
      if (borrowed.callers()) {
        session.options = inRole(options, session.server);
      }
      session.state = SessionState.of(session.server, session.options, borrowed.callers());
      session.answerMillis = borrowed.answerMillis(longest(session.options).plus(ANSWER));
      session.boundAnswers();
      if (session.server.version() < OLDEST_SERVER) {
        session.close();
        throw new PostcarException.Refusal(
            "Refused: this server is PostgreSQL "
                + session.server.version() / 10000
                + "; postcar needs 13 or newer. Nothing was changed.");
      }
      try {
        session.server.refuseMissingSchema(options.schema());
        session.server.trust().refuseUnlessSound(options.namespace(), options.target());
      } catch (PostcarException.Refusal e) {
        session.close();
        throw e;
      }
      return session;
    } catch (SQLException e) {
      giveUp(opened);
      throw ConnectFailure.of(e, connections.place(), Duration.ZERO);
    }
  }

  public PgConnection connection() {
    return connection;
  }

  /**
   * Chooses the protocol: a caller's code may want cursors and prepared statements, which the
   * simple one has not; postcar's own never does.
   */
  public void speakExtended(boolean extended) {
    connection
        .getQueryExecutor()
        .setPreferQueryMode(extended ? PreferQueryMode.EXTENDED : PreferQueryMode.SIMPLE);
  }

  public ServerInfo server() {
    return server;
  }

  public SessionState state() {
    return state;
  }

  public Config options() {
    return options;
  }

  /**
   * Reads what the database remembers: one round trip, or none where there is no bookkeeping.
   *
   * @throws PostcarException.Refusal if a newer postcar wrote it, or it is damaged, or it may not
   *     be read
   */
  public Recorded read() {
    if (!server.bookkeeping()) {
      return Recorded.NOTHING;
    }
    try {
      return read(reading() + asRole(), "commit");
    } catch (PostcarException.Refusal e) {
      if (server.journal() && server.views()) {
        throw e;
      }
      // Another runner may have upgraded it since it was looked for.
      lookOnceMore();
      if (!server.journal() || !server.views()) {
        throw e;
      }
      return read(reading() + asRole(), "commit");
    }
  }

  private void lookOnceMore() {
    try {
      lookAgain();
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, options);
    }
  }

  /**
   * The same some time after the session was opened: others may have made or upgraded the
   * bookkeeping since. One more round trip where it was not there, or an older one.
   */
  public Recorded readAnew() {
    if (!server.bookkeeping() || !server.journal() || !server.views()) {
      lookOnceMore();
    }
    return read();
  }

  /** Reads the same of several targets that share a bookkeeping; of some there is nothing. */
  public Map<String, Recorded> readShared(List<String> targets) throws SQLException {
    return new SharedHistories(history).read(connection, targets, reading() + asRole(), "commit");
  }

  /** The same inside a transaction that is open already, and in which the role is set. */
  public Recorded readInTransaction() {
    return read("", "");
  }

  private Recorded read(String prologue, String epilogue) {
    try {
      return answered(
          () -> history.read(connection, server.journal(), server.views(), prologue, epilogue));
    } catch (SQLException e) {
      send("rollback");
      refuseNewer();
      throw BookkeepingFailure.of(e, options);
    }
  }

  /** What cannot be read may be what a newer postcar has made of it. */
  private void refuseNewer() {
    try {
      for (List<String> row : rows(history.version())) {
        HistorySchema.refuseNewer(
            new HistoryVersion(Integer.parseInt(row.get(0)), Integer.parseInt(row.get(1))),
            options.namespace());
      }
    } catch (SQLException | NumberFormatException e) {
      // Then the first failure says more.
    }
  }

  /** Reads the forward SQL of a history row as it was applied; null for a code migration. */
  public String storedForward(long row) {
    return stored(row, 0);
  }

  /** Reads the rollback SQL of a history row as it was applied; null where there is none. */
  public String storedRollback(long row) {
    return stored(row, 1);
  }

  private String stored(long row, int column) {
    List<List<String>> rows = known(() -> rows(history.storedSql(row)));
    return rows.isEmpty() ? null : rows.get(0).get(column);
  }

  /** Runs one query on the bookkeeping; no rows where there is none. */
  public List<List<String>> query(String sql) {
    return server.bookkeeping() ? known(() -> rows(sql)) : List.of();
  }

  /** Reads the SQL that created a managed view, as it is stored. */
  public String storedUp(MigrationId view) {
    String query = history.storedUp(view);
    List<List<String>> rows =
        known(() -> RawMessage.isIdle(connection) ? rows(query) : rowsInTransaction(query));
    return rows.isEmpty() ? "" : rows.get(0).get(0);
  }

  /** A question of postcar's own. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws SQLException;
  }

  /** Asks it; an answer that has no end ends the connection. */
  private <T> T answered(Question<T> question) throws SQLException {
    try {
      opened.answers().beginSilences(connection.getNetworkTimeout());
      return question.ask();
    } finally {
      opened.answers().end();
    }
  }

  private List<List<String>> known(Question<List<List<String>>> reading) {
    try {
      return reading.ask();
    } catch (SQLException e) {
      throw BookkeepingFailure.of(e, options);
    }
  }

  /** Runs one query, as the role that owns the bookkeeping, and returns its rows as text. */
  public List<List<String>> rows(String query) throws SQLException {
    return rows("", query);
  }

  /** The same after other statements in the same message, each ended by a semicolon. */
  public List<List<String>> rows(String before, String query) throws SQLException {
    return alone(before + reading() + asRole() + query + ";\ncommit");
  }

  /** The same as whoever has logged in. */
  public List<List<String>> rowsAsLogin(String query) throws SQLException {
    return alone(reading() + query + ";\ncommit");
  }

  private List<List<String>> alone(String message) throws SQLException {
    try {
      return plainRows(message);
    } catch (SQLException e) {
      send("rollback");
      throw e;
    }
  }

  private String reading() {
    return OwnSql.reading(options.lockWait());
  }

  /** The same inside a transaction that is open already, and in which the role is set. */
  public List<List<String>> rowsInTransaction(String query) throws SQLException {
    return plainRows(query);
  }

  /** Runs one message as whoever the session is, and returns the rows of its last query as text. */
  public List<List<String>> plainRows(String query) throws SQLException {
    return answered(() -> allRows(query));
  }

  private List<List<String>> allRows(String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      List<List<String>> rows = new ArrayList<>();
      boolean isRows = statement.execute(query);
      while (isRows || statement.getUpdateCount() != -1) {
        if (isRows) {
          try (ResultSet result = statement.getResultSet()) {
            rows = TextRows.of(result);
          }
        }
        isRows = statement.getMoreResults();
      }
      return rows;
    }
  }

  /** SQL that writes the bookkeeping, in a transaction of its own. */
  public String writing(String sql) {
    return "begin;\n" + OwnSql.LOCAL + asRole() + sql + ";\ncommit";
  }

  /** The statement that makes a transaction the role's; empty where there is none. */
  public String asRole() {
    return options.role() == null
        ? ""
        : "set local role " + Quote.identifier(options.role()) + ";\n";
  }

  /**
   * Looks again whether the bookkeeping is there.
   *
   * @throws PostcarException.Refusal if it is not postcar's own
   */
  public void lookAgain() throws SQLException {
    server = answered(() -> new ServerProbe(connection, options).again(server));
    server.trust().refuseUnlessSound(options.namespace(), options.target());
  }

  /**
   * The same connection with another bookkeeping, which is looked for in the open transaction; not
   * to be closed.
   *
   * @throws PostcarException.Refusal if that is not postcar's own
   */
  public Session with(Config other) throws SQLException {
    Session there = new Session(opened, other, borrowed);
    there.server = server;
    there.state = state;
    there.answerMillis = answerMillis;
    there.lookAgain();
    return there;
  }

  /** A caller's pool may have set a role; it counts where no other is wanted. */
  private static Config inRole(Config config, ServerInfo server) {
    return config.role() != null || server.role().equals("none")
        ? config
        : config.with(Setting.ROLE, server.role());
  }

  private static Duration longest(Config options) {
    return Stream.of(options.lockTimeout(), options.lockWait(), options.settling())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** From now on a message that is not answered in time ends the connection. */
  private void boundAnswers() throws SQLException {
    connection.setNetworkTimeout(Runnable::run, answerMillis);
  }

  /**
   * Returns whether an error means that there is no session any more. A statement may fail with a
   * SQLSTATE of class 08 or 57P and leave the session alive (dblink, postgres_fdw, RAISE).
   */
  public boolean isLost(SQLException error) {
    try {
      return connection.isClosed() || ServerSaid.isEnd(error);
    } catch (SQLException e) {
      return true;
    }
  }

  /**
   * What a migration's code threw, in the place of the server's error. Another server's lost
   * connection is no lost session: this one is asked.
   */
  public SQLException thrown(Throwable thrown) {
    if (!(thrown instanceof SQLException error)) {
      return new SQLException(thrown.toString(), thrown);
    }
    boolean alive = isLost(error) && rollback().error() == null;
    return alive ? new SQLException(thrown.toString(), thrown) : error;
  }

  /** Sends a message of several statements; a failure is in the answer. */
  public RawMessage.Answer send(String sql) {
    return send(sql, RawMessage.Notices.NONE);
  }

  /** The same, with the server's notices. */
  public RawMessage.Answer send(String sql, RawMessage.Notices notices) {
    return RawMessage.send(connection, sql, notices);
  }

  /**
   * Ends whatever transaction is open, and takes back what was done to the session: one message, as
   * behind a pooler the next one may reach another server session.
   */
  public RawMessage.Answer rollback() {
    String open = RawMessage.isIdle(connection) ? "" : "rollback;\n";
    return send(open + state.resetOutside());
  }

  /** Sends a message of postcar's own. */
  public void execute(String sql) throws SQLException {
    RawMessage.Answer answer = answered(() -> send(sql));
    if (answer.error() != null) {
      throw answer.error();
    }
  }

  /**
   * Puts back what the driver keeps of a session by itself, and code may have set: no reset does.
   */
  public void restoreDriverState() throws SQLException {
    borrowed.restoreDriverState(connection);
    boundAnswers();
  }

  /** Closes the connection under whoever waits for an answer on it. */
  public void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is closed already.
    }
  }

  /** What is sent before a caller's connection is given back. */
  void beforeClose(String statements) {
    beforeClose = statements;
  }

  /** Gives the connection back as it was found, or closes it. */
  @Override
  public void close() {
    try {
      if (borrowed.callers() && !connection.isClosed()) {
        if (state != null && state.isTouched()) {
          send(beforeClose + state.clear());
          server.found().forEach(this::send);
        } else if (state != null && opened.reused() != null) {
          opened.reused().onlyRead();
        }
        borrowed.giveBack(connection);
      }
    } catch (SQLException e) {
      // The connection is gone, and with it all that was to be given back.
    } finally {
      closeQuietly(handle);
    }
  }

  /** A caller's connection goes back outside any transaction. */
  private static void giveUp(Connections.Opened opened) {
    RawMessage.send(opened.driver(), "rollback", RawMessage.Notices.NONE);
    closeQuietly(opened.handle());
  }

  static void closeQuietly(Connection handle) {
    try {
      handle.close();
    } catch (SQLException e) {
      // Nothing can be done for a connection that does not close.
    }
  }
}
