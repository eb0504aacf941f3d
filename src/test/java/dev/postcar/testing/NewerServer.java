package dev.postcar.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A stand-in for a PostgreSQL that nobody has yet: it passes on what a real server says, but for
 * its version, which is another on the wire: the parameter, and the number where it is asked for.
 */
public final class NewerServer implements AutoCloseable {

  private final ServerSocket listener;
  private final TestServer server;
  private final int real;
  private final int claimed;

  /** In front of a server of one major version; claims to be of another, of as many digits. */
  public NewerServer(TestServer server, int real, int claimed) {
    this.server = server;
    this.real = real;
    this.claimed = claimed;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "newer-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket there = new Socket(server.host(), server.port());
        client.setTcpNoDelay(true);
        there.setTcpNoDelay(true);
        daemon(() -> up(client, there));
        daemon(() -> down(there, client));
      } catch (IOException e) {
        // Closed.
      }
    }
  }

  private static void up(Socket client, Socket there) {
    try (client;
        there) {
      client.getInputStream().transferTo(there.getOutputStream());
    } catch (IOException e) {
      // One of them has gone.
    }
  }

  private void down(Socket there, Socket client) {
    try (there;
        client) {
      DataInputStream in = new DataInputStream(there.getInputStream());
      OutputStream out = client.getOutputStream();
      while (true) {
        int type = in.readByte();
        int length = in.readInt();
        byte[] body = in.readNBytes(length - 4);
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(type);
        message.write(new byte[] {(byte) (length >> 24), (byte) (length >> 16)});
        message.write(new byte[] {(byte) (length >> 8), (byte) length});
        message.write(disguised(type, body));
        out.write(message.toByteArray());
      }
    } catch (IOException e) {
      // One of them has gone.
    }
  }

  /** Of the same length, so that nothing else has to be changed. */
  private byte[] disguised(int type, byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    if (type == 'S') {
      text = text.replace("server_version\0" + real + ".", "server_version\0" + claimed + ".");
    } else if (type == 'D') {
      text = text.replaceAll("(?<![0-9])" + real + "00(\\d\\d)(?![0-9])", claimed + "00$1");
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
