package dev.postcar.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.Context;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** What a run may cost: round trips after the connection is open, and our own stack frames. */
public final class BudgetTest {

  /** How deep our own frames are where a code migration is called; set by the migration itself. */
  public static final AtomicInteger FRAMES = new AtomicInteger();

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void drop() {
    database.close();
  }

  /** Called by the migration. */
  public static void count(Context context) {
    FRAMES.set(
        Math.toIntExact(
            StackWalker.getInstance()
                .walk(
                    frames ->
                        frames
                            .filter(frame -> frame.getClassName().startsWith("dev.postcar."))
                            .filter(frame -> !frame.getClassName().contains("Test"))
                            .count())));
  }

  @Test
  void nothingPendingCostsThreeRoundTripsAndTakesNoLock() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    assertThat(roundTrips(folder)).isLessThanOrEqualTo(3);
  }

  @Test
  void onePendingMigrationCostsEightRoundTrips() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    folder.sql("M0002_B", "create table b (); create table c (); create table d ()", null);
    assertThat(roundTrips(folder)).isLessThanOrEqualTo(8);
    assertThat(database.hasRelation("d")).isTrue();
  }

  @Test
  void nothingPendingWithViewsCostsThreeRoundTripsToo() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a (id int)", null)
            .view("V", "", "create view v as select id from a", "drop view v")
            .view("W", "@Uses(V.class)", "create view w as select id from v", "drop view w");
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    assertThat(roundTrips(folder)).isLessThanOrEqualTo(3);
  }

  @Test
  void aHundredPendingMigrationsCostLittleMoreThanOne() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory).sql("M0001_A", "create table a ()", null);
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    for (int i = 2; i <= 101; i++) {
      folder.sql("M%04d_T".formatted(i), "create table t" + i + " ()", null);
    }
    assertThat(roundTrips(folder)).isLessThanOrEqualTo(10);
    assertThat(database.hasRelation("t101")).isTrue();
  }

  @Test
  void fromTheCallToACodeMigrationAreAtMostTenOwnFrames() {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .source(
                "M0001_Frames",
                "public class M0001_Frames extends CodeMigration { public void forward(Context c)"
                    + " throws Exception { Class.forName(\"dev.postcar.internal.run.BudgetTest\").getMethod("
                    + "\"count\", Context.class).invoke(null, c); } }");
    try (Postcar postcar = folder.on(database.dataSource())) {
      postcar.migrate();
    }
    assertThat(FRAMES.get()).isBetween(3, 10);
  }

  @Test
  void fromTheCallToTheDriverAreAtMostEightOwnFrames() throws Exception {
    MigrationFolder folder =
        new MigrationFolder(directory)
            .sql("M0001_A", "create table a ()", null)
            .sql("M0002_Sleep", "select pg_sleep(60)", null);
    List<String> alone;
    try (Postcar postcar = folder.on(database.dataSource()).pipeline(false)) {
      alone = framesWhileItSleeps(postcar);
    }
    List<String> together;
    try (Postcar postcar = folder.on(database.dataSource())) {
      together = framesWhileItSleeps(postcar);
    }
    assertThat(alone).hasSizeBetween(3, 8);
    assertThat(together).hasSizeBetween(3, 8);
  }

  private List<String> framesWhileItSleeps(Postcar postcar) throws InterruptedException {
    Thread thread =
        new Thread(
            () ->
                assertThatThrownBy(postcar::migrate)
                    .isInstanceOf(PostcarException.Interrupted.class));
    thread.start();
    String asleep =
        "select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname ="
            + " current_database()";
    while (thread.isAlive() && !database.value(asleep).equals("1")) {
      Thread.sleep(10);
    }
    StackTraceElement[] stack = thread.getStackTrace();
    postcar.interrupt(2);
    thread.join();
    assertThat(stack).anyMatch(frame -> frame.getClassName().startsWith("org.postgresql."));
    return Stream.of(stack)
        .map(frame -> frame.getClassName() + "." + frame.getMethodName())
        .filter(frame -> frame.startsWith("dev.postcar.") && !frame.contains("BudgetTest"))
        .toList();
  }

  /** Counts how often the direction turns from answer to question, once the server is ready. */
  private int roundTrips(MigrationFolder folder) throws Exception {
    AtomicInteger questions = new AtomicInteger();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread relay = new Thread(() -> relay(listener, questions));
      relay.setDaemon(true);
      relay.start();
      PGSimpleDataSource source = (PGSimpleDataSource) database.dataSource();
      source.setUrl(
          "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/" + database.name());
      source.setSslMode("disable");
      source.setGssEncMode("disable");
      source.setAssumeMinServerVersion("13");
      try (Postcar postcar = folder.on(source)) {
        postcar.migrate();
      }
    }
    return questions.get();
  }

  private void relay(ServerSocket listener, AtomicInteger questions) {
    try (Socket client = listener.accept();
        Socket server = new Socket(database.server().host(), database.server().port())) {
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread down = new Thread(() -> copy(server, client, null));
      down.setDaemon(true);
      down.start();
      copy(client, server, questions);
    } catch (IOException e) {
      // The run is over.
    }
  }

  /** A simple query message begins with Q; one write of the driver is one message here. */
  private static void copy(Socket from, Socket to, AtomicInteger questions) {
    byte[] buffer = new byte[1 << 20];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
        if (questions != null && (buffer[0] == 'Q' || buffer[0] == 'P')) {
          questions.incrementAndGet();
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // The run is over.
    }
  }
}
