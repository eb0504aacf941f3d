package dev.postcar.internal.rehearse;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of transaction: what is sent in it, with variables in it as pgbench has them.
 *
 * @param name in a few words
 * @param writes whether it writes
 */
record Template(String name, boolean writes, List<Part> parts) {

  /** Not the second colon of a cast. */
  private static final Pattern VARIABLE = Pattern.compile("(?<!:):([A-Za-z_]\\w*)");

  /** One thing after the other. */
  sealed interface Part {}

  /** SQL is sent. */
  record Send(String sql) implements Part {}

  /** A variable gets a random number between two, both included. */
  record Draw(String name, Value low, Value high) implements Part {}

  /** The variables {@code k1}, {@code k2} … get the values of a random row. */
  record Pick(List<List<String>> rows) implements Part {}

  /** Nothing is sent for a while, as an application that computes. */
  record Pause(long micros) implements Part {}

  /** A number that may depend on variables. */
  @FunctionalInterface
  interface Value extends ToLongFunction<Map<String, String>> {}

  /**
   * Runs once.
   *
   * @param number of the transaction, variable {@code n}
   */
  void run(long number, int client, SplittableRandom random, Statement statement)
      throws SQLException, InterruptedException {
    Map<String, String> variables = new HashMap<>();
    variables.put("n", String.valueOf(number));
    variables.put("client_id", String.valueOf(client));
    variables.put("scale", "1");
    for (Part part : parts) {
      if (part instanceof Send send) {
        execute(statement, filled(send.sql(), variables));
      } else if (part instanceof Draw draw) {
        long low = draw.low().applyAsLong(variables);
        long high = Math.max(low, draw.high().applyAsLong(variables));
        variables.put(draw.name(), String.valueOf(random.nextLong(low, high + 1)));
      } else if (part instanceof Pick pick) {
        List<String> row = pick.rows().get(random.nextInt(pick.rows().size()));
        for (int i = 0; i < row.size(); i++) {
          variables.put("k" + (i + 1), row.get(i));
        }
      } else if (part instanceof Pause pause) {
        TimeUnit.MICROSECONDS.sleep(pause.micros());
      }
    }
  }

  /** Puts values in the place of variables; what is no variable stays, as in pgbench. */
  static String filled(String sql, Map<String, String> variables) {
    return VARIABLE
        .matcher(sql)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group())));
  }

  private static void execute(Statement statement, String sql) throws SQLException {
    boolean rows = statement.execute(sql);
    while (rows || statement.getUpdateCount() != -1) {
      rows = statement.getMoreResults();
    }
  }
}
