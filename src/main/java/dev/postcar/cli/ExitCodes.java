package dev.postcar.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the exit codes mean, for the help; each failure knows its own. */
final class ExitCodes {

  static final Map<String, String> ALL = new LinkedHashMap<>();

  static {
    ALL.put("0", "done");
    ALL.put("1", "a migration, a dump or a hook failed");
    ALL.put("2", "wrong usage or configuration");
    ALL.put("3", "cannot connect");
    ALL.put("4", "refused, because of the migrations or the state of the database");
    ALL.put("5", "another postcar holds the runner lock");
    ALL.put("6", "a check found something, or wait or fleet left something to do");
    ALL.put("130", "interrupted by Ctrl-C (143: by SIGTERM)");
  }

  private ExitCodes() {}
}
