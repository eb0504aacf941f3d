package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.cli.CommandLineFixture.Ran;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server, or somebody before it, that asks for the password in clear. */
final class HostileServerTest {

  /** This machine, but not by a name that says so. */
  private static final String REMOTE = "127.1";

  private final CommandLineFixture fixture = new CommandLineFixture().three();
  private final List<String> passwords = new CopyOnWriteArrayList<>();
  private ServerSocket server;
  private volatile String fault;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "hostile-server");
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    fixture.close();
  }

  /** No TLS; AuthenticationCleartextPassword to everybody (documentation section 54.2). */
  private void serve() {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        int length = in.readInt();
        while (length == 8) {
          in.readInt();
          out.write('N');
          length = in.readInt();
        }
        in.skipNBytes(length - 4L);
        if (fault != null) {
          misbehave(in, out);
          continue;
        }
        out.write('R');
        out.writeInt(8);
        out.writeInt(3);
        if (in.read() == 'p') {
          byte[] password = in.readNBytes(in.readInt() - 5);
          passwords.add(new String(password, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        // The client has gone.
      }
    }
  }

  private Ran status(String host, String... more) {
    String port = String.valueOf(server.getLocalPort());
    List<String> line =
        new java.util.ArrayList<>(List.of("status", "-H", host, "-p", port, "-P", "canary"));
    line.addAll(List.of(more));
    return fixture.run(line.toArray(String[]::new));
  }

  @Test
  void getsNoPassword() {
    for (String mode : List.of("disable", "allow", "prefer")) {
      Ran ran = status(REMOTE, "--sslmode", mode);
      assertThat(ran.exitCode()).isEqualTo(3);
      assertThat(ran.err()).contains("cleartext password").contains("--allow-cleartext-password");
    }
    assertThat(passwords).isEmpty();
  }

  /** Lets everybody in, accepts what the driver sets, and answers a question with nonsense. */
  private void misbehave(DataInputStream in, DataOutputStream out) throws IOException {
    if (fault.equals("sspi")) {
      message(out, 'R', new byte[] {0, 0, 0, 9});
      in.read();
      return;
    }
    message(out, 'R', new byte[4]);
    while (fault.equals("drip")) {
      status(out, "search_path", "public");
      out.flush();
      LockSupport.parkNanos(1_000_000_000);
    }
    message(out, 'K', new byte[8]);
    status(out, "server_version", "15.18");
    status(out, "client_encoding", "UTF8");
    status(out, "DateStyle", "ISO");
    status(out, "standard_conforming_strings", "on");
    message(out, 'Z', new byte[] {'I'});
    while (in.read() == 'Q') {
      String query = new String(in.readNBytes(in.readInt() - 4), StandardCharsets.UTF_8);
      if (query.startsWith("SET ")) {
        message(out, 'C', "SET\0".getBytes(StandardCharsets.UTF_8));
      } else if (fault.equals("endless")) {
        endless(out);
      } else {
        row(out, 15, fault.equals("nulls") ? -1 : -9);
      }
      message(out, 'Z', new byte[] {'I'});
    }
  }

  /** Notices, as long as somebody listens. */
  private static void endless(DataOutputStream out) throws IOException {
    while (true) {
      message(out, 'N', "SNOTICE\0C00000\0Mmore\0\0".getBytes(StandardCharsets.UTF_8));
      out.flush();
      LockSupport.parkNanos(1_000_000_000);
    }
  }

  /** Columns of text, each of a length that may be negative: -1 is null. */
  private static void row(DataOutputStream out, int columns, int length) throws IOException {
    ByteBuffer description = ByteBuffer.allocate(2 + 20 * columns).putShort((short) columns);
    ByteBuffer values = ByteBuffer.allocate(2 + 4 * columns).putShort((short) columns);
    for (int i = 0; i < columns; i++) {
      description.put(new byte[] {'a', 0}).putInt(0).putShort((short) 0).putInt(25);
      description.putShort((short) -1).putInt(-1).putShort((short) 0);
      values.putInt(length);
    }
    message(out, 'T', description.array());
    message(out, 'D', values.array());
    message(out, 'C', "SELECT 1\0".getBytes(StandardCharsets.UTF_8));
  }

  private static void status(DataOutputStream out, String name, String value) throws IOException {
    message(out, 'S', (name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8));
  }

  private static void message(DataOutputStream out, char type, byte[] body) throws IOException {
    out.write(type);
    out.writeInt(4 + body.length);
    out.write(body);
  }

  @ParameterizedTest
  @CsvSource({
    "length, breaks the protocol",
    "nulls, breaks the protocol",
    "sspi, the login needs a library that is not there"
  })
  void anAnswerThatMakesNoSenseIsNoBugOfPostcar(String kind, String said) {
    fault = kind;
    Ran ran = status("localhost", "--sslmode", "disable");
    assertThat(ran.err()).contains(said, "Next: ").doesNotContain("bug");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  /** Each byte comes before the socket would time out. */
  @Test
  @Tag("long")
  void aLoginThatDripsEnds() {
    fault = "drip";
    Ran ran = status("localhost", "--sslmode", "disable");
    assertThat(ran.err()).contains("within 30 s");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  /** The first question has a deadline, as the login had. */
  @Test
  @Tag("long")
  void anAnswerThatNeverEndsEnds() {
    fault = "endless";
    Ran ran = status("localhost", "--sslmode", "disable");
    assertThat(ran.err()).contains("the answer was not complete within 30 s");
    assertThat(ran.exitCode()).isEqualTo(3);
  }

  @Test
  void getsItWithConsentOrOnThisMachine() {
    status(REMOTE, "--allow-cleartext-password");
    status("localhost");
    assertThat(passwords).containsExactly("canary", "canary");
  }

  @Test
  void isNotHelpedByAVariableOfAFile() {
    fixture.write(".env", "POSTCAR_ALLOW_CLEARTEXT_PASSWORD=true\n");
    assertThat(status(REMOTE).exitCode()).isEqualTo(2);
    assertThat(passwords).isEmpty();
  }

  @Test
  void aConnectionWithoutTlsToAnotherMachineIsSaid() {
    assertThat(fixture.run("status", "-H", REMOTE).err())
        .contains("warning: the connection to ")
        .contains(" is not encrypted");
    assertThat(fixture.run("status").err()).doesNotContain("encrypted");
  }

  @Test
  void aRoleOfASuperuserIsNoSandbox() {
    assertThat(fixture.run("status", "--role", fixture.database().server().user()).err())
        .contains("warning: the login is a superuser: role ");
    assertThat(fixture.run("status").err()).doesNotContain("superuser");
  }
}
