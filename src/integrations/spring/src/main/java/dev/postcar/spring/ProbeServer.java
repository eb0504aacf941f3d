package dev.postcar.spring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Answers probes: each client for itself, so that a slow one holds up no other. Where there are too
 * many, the oldest goes. The JDK's own server waits for a client as long as that one likes.
 */
final class ProbeServer implements AutoCloseable {

  private static final int MOST_CLIENTS = 64;
  private static final int MOST_BYTES = 8192;
  private static final int PATIENCE_MS = 2_000;
  private static final long PAUSE_NANOS = 20_000_000L;
  private static final String END = "\r\n\r\n";

  private final Predicate<String> live;
  private final Executor threads;
  private final ServerSocket server = new ServerSocket();
  private final Deque<Socket> clients = new ArrayDeque<>();
  private final Semaphore accepting = new Semaphore(1);

  /**
   * Listens.
   *
   * @param live the paths that get 200; any other gets 503
   * @param threads one for each client
   */
  ProbeServer(InetSocketAddress address, Predicate<String> live, Executor threads)
      throws IOException {
    this.live = live;
    this.threads = threads;
    try {
      server.bind(address);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** Accepts clients until this is closed. */
  void run() {
    accepting.acquireUninterruptibly();
    try {
      accept();
    } finally {
      accepting.release();
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        if (admit(client)) {
          threads.execute(() -> answer(client));
        }
      } catch (IOException | RejectedExecutionException e) {
        // It is closed, or there are no more files: a moment later there may be.
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private synchronized boolean admit(Socket client) throws IOException {
    if (server.isClosed()) {
      client.close();
      return false;
    }
    if (clients.size() >= MOST_CLIENTS) {
      clients.removeFirst().close();
    }
    clients.addLast(client);
    return true;
  }

  private synchronized void forget(Socket client) {
    clients.remove(client);
  }

  private void answer(Socket client) {
    try (client) {
      client.setSoTimeout(PATIENCE_MS);
      String request = request(client);
      if (request.endsWith(END)) {
        client.getOutputStream().write(answer(request).getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      // It has gone, or was too slow.
    } finally {
      forget(client);
    }
  }

  /** All that comes before a body: what is left unread would reset the connection. */
  private static String request(Socket client) throws IOException {
    StringBuilder text = new StringBuilder();
    byte[] buffer = new byte[MOST_BYTES];
    while (text.length() < MOST_BYTES && text.indexOf(END) < 0) {
      int read = client.getInputStream().read(buffer);
      if (read < 0) {
        break;
      }
      text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
    }
    int end = text.indexOf(END);
    return end < 0 ? "" : text.substring(0, end + END.length());
  }

  private String answer(String request) {
    String[] line = request.lines().findFirst().orElse("").split(" ", -1);
    boolean isLive = line.length == 3 && live.test(line[1].replaceFirst("\\?.*", ""));
    String body = isLive ? "{\"status\":\"UP\"}" : "{\"status\":\"OUT_OF_SERVICE\"}";
    return String.join(
        "\r\n",
        isLive ? "HTTP/1.1 200 OK" : "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5",
        "Content-Type: application/json",
        "Content-Length: " + body.length(),
        "Connection: close",
        "",
        line[0].equals("HEAD") ? "" : body);
  }

  /** Returns when another server can have the port: not before the thread has left accept(2). */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      server.close();
      for (Socket client : clients) {
        client.close();
      }
    }
    accepting.acquireUninterruptibly();
    accepting.release();
  }
}
