package dev.postcar.internal.session;

import dev.postcar.internal.config.Config;
import dev.postcar.internal.sql.OwnSql;
import dev.postcar.internal.sql.Quote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The session state that every migration starts from, and the statements that bring it back.
 *
 * <p>{@code DISCARD ALL} would do most of it, but also drop the runner lock, and it cannot run
 * inside a transaction (documentation, DISCARD).
 */
public final class SessionState {

  /**
   * Before postcar takes a transaction over: a deferred trigger runs as the role of that moment.
   */
  public static final String NOTHING_DEFERRED = "set constraints all immediate";

  private static final String RESET =
      """
      reset session authorization;
      reset role;
      reset all;
      close all;
      unlisten *;
      deallocate all;
      discard temp;
      discard sequences;
      discard plans;
      """;

  /**
   * Before PostgreSQL 18 the driver looks for the word at each RESET that is answered, in the first
   * 1,024 characters of the message: where it stands at once, that takes no time.
   */
  private static final String BEGIN =
      "begin /* search_path */ isolation level read committed read write";

  /** The settings that every migration starts with, and most sessions do. */
  static final Map<String, String> USUAL =
      Map.of(
          "standard_conforming_strings", "on",
          "default_transaction_isolation", "read committed",
          "default_transaction_read_only", "off",
          "default_transaction_deferrable", "off",
          "idle_in_transaction_session_timeout", "0",
          "idle_session_timeout", "0",
          "transaction_timeout", "0");

  private final Map<String, String> base;
  private final Map<String, String> whole;
  private final boolean pooled;
  private final String role;
  private final boolean callers;
  private final AdvisoryLocks locks;
  private boolean touched;

  private SessionState(
      Map<String, String> whole,
      List<String> usual,
      boolean pooled,
      String role,
      boolean callers,
      AdvisoryLocks locks) {
    this.whole = whole;
    // RESET ALL brings back what the session started with.
    this.base = new LinkedHashMap<>(whole);
    base.keySet().removeAll(usual);
    this.pooled = pooled;
    this.role = role;
    this.callers = callers;
    this.locks = locks;
  }

  static SessionState of(ServerInfo server, Config options, boolean callers) {
    Map<String, String> base = new LinkedHashMap<>();
    base.put("TimeZone", options.timeZone() == null ? server.timeZone() : options.timeZone());
    base.put("lock_timeout", "0");
    base.put("statement_timeout", "0");
    base.put("application_name", "postcar");
    base.putAll(USUAL);
    base.remove(server.version() < 140000 ? "idle_session_timeout" : "");
    base.remove(server.version() < 170000 ? "transaction_timeout" : "");
    if (options.searchPath() != null) {
      base.put("search_path", options.searchPath());
    }
    return new SessionState(
        base,
        server.usual(),
        server.pooled(),
        options.role(),
        callers,
        server.pooled() ? AdvisoryLocks.REMEMBERED : AdvisoryLocks.of(server.held()));
  }

  /**
   * The statements that set the base for the session, after whatever a caller's pool has set in it;
   * nothing behind a pooler.
   */
  public String prepare() {
    touched = true;
    return pooled ? "" : (callers ? RESET : "") + settings(base, false) + ";\n";
  }

  /** Lets the server notice within seconds that its client is gone (PostgreSQL 14 and newer). */
  String connectionCheck() {
    touched = true;
    return "set client_connection_check_interval = '2s'";
  }

  /** The server knows that setting: each reset sets it again. */
  void keepConnectionCheck() {
    base.put("client_connection_check_interval", "2s");
  }

  boolean keepsConnectionCheck() {
    return base.containsKey("client_connection_check_interval");
  }

  /**
   * Begins a transaction, in which postcar's own statements come first: {@link #users} ends them.
   *
   * @param lockTimeout zero for none
   * @param statementTimeout zero for none
   * @param label what {@code pg_stat_activity} shows
   */
  public List<String> begin(Duration lockTimeout, Duration statementTimeout, String label) {
    touched = true;
    List<String> statements = new ArrayList<>();
    if (pooled) {
      // Committed by itself: a failure must not roll it back.
      statements.addAll(
          List.of(
              "begin",
              "set local search_path = " + OwnSql.SEARCH_PATH,
              "select " + AdvisoryLocks.REMEMBER,
              "commit"));
    }
    statements.add(BEGIN);
    statements.addAll(within(lockTimeout, statementTimeout, label));
    return statements;
  }

  /** The same for what is already in a transaction. */
  public List<String> within(Duration lockTimeout, Duration statementTimeout, String label) {
    List<String> statements = new ArrayList<>();
    Map<String, String> local = pooled ? new LinkedHashMap<>(base) : new LinkedHashMap<>();
    local.put("lock_timeout", lockTimeout.toMillis() + "ms");
    local.put("statement_timeout", statementTimeout.toMillis() + "ms");
    local.put("application_name", label);
    local.put("search_path", OwnSql.SEARCH_PATH);
    local.put("row_security", "off");
    statements.add(settings(local, true) + (pooled ? ", " + AdvisoryLocks.REMEMBER : ""));
    if (role != null) {
      statements.add("set local role " + Quote.identifier(role));
    }
    return statements;
  }

  /**
   * Ends the part of a transaction that is postcar's own: what follows sees the search_path and
   * row_security that it would see without postcar.
   */
  public List<String> users() {
    String path = base.get("search_path");
    return List.of(
        path == null
            ? "reset search_path"
            : "select pg_catalog.set_config('search_path', " + Quote.literal(path) + ", true)",
        "reset row_security");
  }

  /**
   * Ends a transaction in which {@link #reset} ran. Behind a pooler no setting is left as one of
   * the session: SET LOCAL after RESET would leave the default as such.
   */
  public String commit() {
    return (pooled ? "reset search_path;\nreset row_security;\n" : "") + "commit";
  }

  /**
   * Prepares the session for statements that run outside any transaction of postcar's.
   *
   * @param lockTimeout zero for none
   * @param statementTimeout zero for none
   * @param label what {@code pg_stat_activity} shows
   */
  public String alone(Duration lockTimeout, Duration statementTimeout, String label) {
    // All of them: the configuration may be reloaded while a statement runs for hours.
    Map<String, String> settings = new LinkedHashMap<>(whole);
    settings.put("lock_timeout", lockTimeout.toMillis() + "ms");
    settings.put("statement_timeout", statementTimeout.toMillis() + "ms");
    settings.put("application_name", label);
    settings.put("role", role());
    return settings(settings, false);
  }

  /** The TimeZone that migrations start with. */
  public String timeZone() {
    return base.get("TimeZone");
  }

  /** The role that everything is done as; {@code none} for the one that connects. */
  public String role() {
    return role == null ? "none" : role;
  }

  /** Begins a transaction in whatever state the session is. */
  public String begin() {
    touched = true;
    return BEGIN;
  }

  /**
   * Makes what is left of a migration's transaction postcar's own: whatever role, search_path and
   * limits the migration has set come back with the commit.
   *
   * @param lockTimeout zero for none
   */
  public List<String> own(String login, Duration lockTimeout) {
    Map<String, String> local = new LinkedHashMap<>();
    local.put("role", role());
    local.put("search_path", OwnSql.SEARCH_PATH);
    local.put("row_security", "off");
    local.put("lock_timeout", lockTimeout.toMillis() + "ms");
    local.put("statement_timeout", "0");
    return List.of(
        // Only where it is needed: before 15.9, 14.14 and 13.17 it took the role back with it.
        "select pg_catalog.set_config('session_authorization', %1$s, true) where session_user operator(pg_catalog.<>) %1$s"
            .formatted(Quote.literal(login)),
        settings(local, true));
  }

  /**
   * Takes back, inside the transaction, whatever a migration did to the session; a deferred
   * constraint that the migration violates fails here rather than at the commit.
   *
   * @return the statements, each ended by a semicolon
   */
  public String reset() {
    return NOTHING_DEFERRED
        + ";\n"
        + resetBase()
        + OwnSql.LOCAL
        + (role == null ? "" : "set local role " + Quote.identifier(role) + ";\n");
  }

  /**
   * The same between two parts of one transaction: constraints stay deferred, and the time limits
   * of the transaction are set again.
   *
   * @return the statements, each ended by a semicolon
   */
  public String resetWithin(List<String> within) {
    return resetBase() + String.join(";\n", within) + ";\n";
  }

  private String resetBase() {
    return pooled ? clear() : RESET + settings(base, false) + ";\n";
  }

  /**
   * Takes back, outside a transaction, whatever the session has become. Behind a pooler it makes
   * one of its own, in which it is one server session.
   */
  public String resetOutside() {
    return pooled ? "begin;\n" + clear() + "commit;\n" : RESET + settings(base, false) + ";\n";
  }

  /** The advisory locks that the session held before. */
  AdvisoryLocks locks() {
    return locks;
  }

  /** Whether a caller's connection is no longer as it was found. */
  boolean isTouched() {
    return touched && !pooled;
  }

  /** Takes back all; what was found in a caller's connection is set after that. */
  String clear() {
    return locks.release() + RESET;
  }

  private static String settings(Map<String, String> settings, boolean local) {
    return settings.entrySet().stream()
        .map(
            entry ->
                "pg_catalog.set_config('%s', %s, %s)"
                    .formatted(entry.getKey(), Quote.literal(entry.getValue()), local))
        .collect(Collectors.joining(", ", "select ", ""));
  }
}
