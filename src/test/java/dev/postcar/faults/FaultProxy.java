package dev.postcar.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A TCP proxy that breaks: after a number of bytes in one direction it resets the connection, once;
 * it can also delay, stall, and refuse.
 */
final class FaultProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong upBytes = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong downBytes = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong upPassed = new AtomicLong();
  private final AtomicLong downPassed = new AtomicLong();
  private volatile String host;
  private volatile int port;
  private volatile long delayMillis;
  private volatile boolean refusing;
  private volatile boolean stalled;
  private volatile boolean refuseAfterCut;
  private volatile String awaited;
  private volatile String forbidden;

  FaultProxy(String host, int port) {
    this.host = host;
    this.port = port;
    try {
      listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("proxy-accept", this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** From now on connections lead to another port: the server came back there. */
  void target(int newPort) {
    port = newPort;
  }

  /** Resets once so many more bytes have gone to the server. */
  void cutUpAfter(long bytes) {
    upBytes.set(bytes);
  }

  /** Resets once so many more bytes have come from the server. */
  void cutDownAfter(long bytes) {
    downBytes.set(bytes);
  }

  /** Lets a message with this text through to the server, and resets before its answer. */
  void cutDownWhenUpContains(String text) {
    awaited = text;
  }

  /** Resets in place of letting a message with this text through to the server. */
  void cutUpWhenItContains(String text) {
    forbidden = text;
  }

  /** Resets every connection there is. */
  void cutNow() {
    open.forEach(this::reset);
  }

  void refuseAfterCut(boolean wish) {
    refuseAfterCut = wish;
  }

  void refuse(boolean wish) {
    refusing = wish;
  }

  boolean isRefusing() {
    return refusing;
  }

  void stall(boolean wish) {
    stalled = wish;
  }

  void delay(long millis) {
    delayMillis = millis;
  }

  long upPassed() {
    return upPassed.get();
  }

  long downPassed() {
    return downPassed.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (refusing) {
          reset(client);
          continue;
        }
        Socket server = new Socket();
        try {
          server.connect(new InetSocketAddress(host, port), 2_000);
        } catch (IOException e) {
          reset(client);
          continue;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        daemon("proxy-up", () -> pump(client, server, upBytes, upPassed));
        daemon("proxy-down", () -> pump(server, client, downBytes, downPassed));
      } catch (IOException e) {
        // Closed, or one connection that never came to be.
      }
    }
  }

  private void pump(Socket from, Socket to, AtomicLong budget, AtomicLong passed) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pause();
        if (budget == upBytes && contains(forbidden, buffer, read)) {
          forbidden = null;
          break;
        }
        if (budget == upBytes && contains(awaited, buffer, read)) {
          awaited = null;
          downBytes.set(0);
        }
        long left = budget.get() == Long.MAX_VALUE ? Long.MAX_VALUE : budget.addAndGet(-read);
        if (left < 0) {
          out.write(buffer, 0, (int) Math.max(0, read + left));
          out.flush();
          budget.set(Long.MAX_VALUE);
          refusing = refuseAfterCut;
          break;
        }
        out.write(buffer, 0, read);
        out.flush();
        passed.addAndGet(read);
      }
    } catch (IOException e) {
      // The other side is gone: so is this one.
    } finally {
      reset(from);
      reset(to);
    }
  }

  /** A short text is awaited as a message of its own, a longer one anywhere in one. */
  private static boolean contains(String wanted, byte[] buffer, int length) {
    String sent = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    return wanted != null
        && (wanted.length() < 10 ? length < 20 && sent.endsWith(wanted) : sent.contains(wanted));
  }

  private void pause() {
    try {
      if (delayMillis > 0) {
        Thread.sleep(delayMillis);
      }
      while (stalled) {
        Thread.sleep(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reset(Socket socket) {
    open.remove(socket);
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // It is gone already.
    }
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
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
    open.forEach(this::reset);
  }
}
