package dev.postcar.internal.session;

import java.util.List;

/**
 * What is known of a server session from one operation on it to the next.
 *
 * <p>Where a connection of postcar's own serves one target of a fleet after the other, the first
 * question to each is a prepared statement: to plan it takes the server longer than to answer it.
 * Only while nothing but postcar's own reading has run there, as whatever a migration does could
 * put another statement in its place; nor behind a pooler, where the next message may reach another
 * server session.
 */
final class ReusedSession {

  private List<String> found;
  private boolean direct;
  private boolean onlyRead;
  private String prepared;
  private int number;

  /** What had been set when it was opened, as statements; null where that is to be asked. */
  List<String> found() {
    return found;
  }

  /**
   * An answer has come.
   *
   * @param statements what had been set before
   * @param reachesOne whether each message reaches the same server session
   */
  void answered(List<String> statements, boolean reachesOne) {
    found = statements;
    direct = reachesOne;
    onlyRead = false;
  }

  /** The operation has ended, and has done nothing but read. */
  void onlyRead() {
    onlyRead = true;
  }

  /** Whether the question may be a prepared statement. */
  boolean mayPrepare() {
    return direct && onlyRead;
  }

  /**
   * The question as statements of the open transaction.
   *
   * @param select with the parameters $1 and $2, of type name
   * @param first an expression for $1
   * @param second an expression for $2
   * @return the last one without a semicolon
   */
  String execute(String select, String first, String second) {
    String prepare = "";
    if (!select.equals(prepared)) {
      prepared = select;
      number++;
      prepare = "prepare " + name() + " (name, name) as " + select + ";\n";
    }
    // Else the server plans each of the first five executions (documentation, PREPARE).
    return "set local plan_cache_mode = force_generic_plan;\n"
        + prepare
        + "execute "
        + name()
        + " ("
        + first
        + ", "
        + second
        + ")";
  }

  /** Whatever was prepared is gone, or may be another statement by now. */
  void forget() {
    prepared = null;
  }

  private String name() {
    return "postcar_look_" + number;
  }
}
