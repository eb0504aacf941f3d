package dev.postcar.faults;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A proxy that knows the simple query protocol: it cuts one connection between two messages, either
 * before one reaches the server, or after the server has done all of it and before its answer.
 */
final class MessageProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final String host;
  private final int port;
  private volatile String trigger;
  private final AtomicInteger left = new AtomicInteger();
  private volatile boolean answered;

  MessageProxy(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /**
   * Cuts once.
   *
   * @param text the first message with this text is number 0
   * @param number which message it is to be
   * @param done whether the server does it
   */
  void cut(String text, int number, boolean done) {
    trigger = text;
    left.set(number);
    answered = done;
  }

  /** Whether it has cut since. */
  boolean hasCut() {
    return left.get() < 0;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(host, port);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        boolean[] swallow = {false};
        daemon(() -> up(client, server, swallow));
        daemon(() -> down(server, client, swallow));
      } catch (IOException e) {
        // Closed, or one connection that never came to be.
      }
    }
  }

  private void up(Socket client, Socket server, boolean[] swallow) {
    boolean armed = false;
    boolean startup = true;
    try (DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = server.getOutputStream()) {
      while (true) {
        byte type = startup ? 0 : in.readByte();
        int length = in.readInt();
        byte[] body = in.readNBytes(length - 4);
        boolean query = type == 'Q';
        armed = armed || (query && isTrigger(body));
        boolean cuts = armed && query && left.getAndDecrement() == 0;
        if (cuts && !answered) {
          return;
        }
        swallow[0] = cuts;
        ByteBuffer message = ByteBuffer.allocate(length + 1);
        if (!startup) {
          message.put(type);
        }
        message.putInt(length).put(body);
        out.write(message.array(), 0, message.position());
        out.flush();
        startup = false;
      }
    } catch (IOException e) {
      // The other side is gone: so is this one.
    } finally {
      if (!swallow[0]) {
        reset(client);
        reset(server);
      }
    }
  }

  private boolean isTrigger(byte[] body) {
    String wanted = trigger;
    // In the journal's rows it stands as a literal; the history row has the whole SQL.
    String text = new String(body, StandardCharsets.UTF_8);
    boolean is =
        wanted != null
            && !text.contains("forward_sql, rollback_sql")
            && (text.contains(wanted) || text.contains(wanted.replace("'", "''")));
    if (is) {
      trigger = null;
    }
    return is;
  }

  private void down(Socket server, Socket client, boolean[] swallow) {
    byte[] buffer = new byte[65_536];
    try (InputStream in = server.getInputStream();
        OutputStream out = client.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!swallow[0]) {
          out.write(buffer, 0, read);
          out.flush();
        } else if (read >= 6 && buffer[read - 6] == 'Z' && buffer[read - 2] == 5) {
          return;
        }
      }
    } catch (IOException e) {
      // The other side is gone: so is this one.
    } finally {
      reset(client);
      reset(server);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "message-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // Nobody can connect to it either way.
    }
  }
}
