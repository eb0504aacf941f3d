import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.postgresql.Driver;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PgConnection;

/**
 * What no Java program that asks PostgreSQL the same of many targets can undercut: the driver, with
 * the messages as they are, over connections that are used again.
 *
 * <p>Arguments: a JDBC URL, the file that {@code FleetMessages} has written, how many targets, how
 * many connections.
 */
public final class FleetFloor {

  private static final int FLAGS =
      QueryExecutor.QUERY_EXECUTE_AS_SIMPLE | QueryExecutor.QUERY_SUPPRESS_BEGIN;

  /** Reads the rows of all statements. */
  private static final class Rows extends ResultHandlerBase {
    private int count;

    @Override
    public void handleResultRows(
        Query query, Field[] fields, List<Tuple> tuples, ResultCursor cursor) {
      count += tuples.size();
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      // There is none.
    }
  }

  public static void main(String[] args) throws Exception {
    String[] messages = Files.readString(Path.of(args[1]), StandardCharsets.ISO_8859_1).split("\f");
    int targets = Integer.parseInt(args[2]);
    AtomicInteger next = new AtomicInteger();
    AtomicInteger rows = new AtomicInteger();
    AtomicReference<Exception> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      Thread thread =
          new Thread(
              () -> {
                try (PgConnection connection =
                    (PgConnection) new Driver().connect(args[0], new Properties())) {
                  int target = next.incrementAndGet();
                  if (!messages[0].isEmpty()) {
                    send(connection, messages[0].replace("tenant_#", "tenant_" + target));
                  }
                  while (target <= targets && failure.get() == null) {
                    for (int message = 1; message < messages.length; message++) {
                      String own = messages[message].replace("tenant_#", "tenant_" + target);
                      rows.addAndGet(send(connection, own));
                    }
                    target = next.incrementAndGet();
                  }
                } catch (Exception e) {
                  failure.set(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw failure.get();
    }
    System.out.println(targets + " targets, " + rows + " rows");
  }

  private static int send(PgConnection connection, String message) throws Exception {
    QueryExecutor executor = connection.getQueryExecutor();
    Rows rows = new Rows();
    executor.execute(executor.createQuery(message, false, false).query, null, rows, 0, 0, FLAGS);
    if (rows.getException() != null) {
      throw rows.getException();
    }
    return rows.count;
  }
}
