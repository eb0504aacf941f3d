package dev.postcar.internal.imports;

import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import java.util.List;

/** A script that begins and commits a transaction of its own, as sqitch's do. */
final class OwnTransaction {

  private OwnTransaction() {}

  /** The same without its first begin and last commit, if these are all; else as it is. */
  static String removed(String sql) {
    List<Statement> statements = SqlScript.statements(sql);
    long controls = statements.stream().filter(StatementKind::controlsTransaction).count();
    if (controls != 2) {
      return sql;
    }
    Statement first = statements.get(0);
    Statement last = statements.get(statements.size() - 1);
    boolean around =
        first.text().matches("(?is)(begin|start\\s+transaction)(\\s+(work|transaction))?")
            && last.text().matches("(?is)(commit|end)(\\s+(work|transaction))?");
    return around ? without(without(sql, last), first) : sql;
  }

  private static String without(String sql, Statement statement) {
    int end = sql.indexOf(';', (int) statement.end());
    return sql.substring(0, (int) statement.start()) + (end < 0 ? "" : sql.substring(end + 1));
  }
}
