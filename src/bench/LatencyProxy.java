import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Forwards TCP to a local port as a longer wire would: every byte arrives half a round trip later,
 * in each direction, and as many may be under way at once as the two ends like.
 *
 * <p>Arguments: the server's port, the round trip in milliseconds, a file to write its own port to.
 */
public final class LatencyProxy {

  /** Bytes and the time they arrive; null for the end of the stream. */
  private record Chunk(byte[] bytes, long due) {}

  public static void main(String[] args) throws IOException {
    int server = Integer.parseInt(args[0]);
    long roundTrip = Math.round(Double.parseDouble(args[1]) * 1e6);
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket listener = new ServerSocket(0, 100, loopback)) {
      Path written = Files.createTempFile("port", null);
      Files.writeString(written, listener.getLocalPort() + "\n");
      Files.move(written, Path.of(args[2]));
      while (true) {
        Socket near = listener.accept();
        // The client believes itself connected at once; on a wire the handshake is one round trip.
        long connected = System.nanoTime() + roundTrip;
        Socket far = new Socket(loopback, server);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        direction(near, far, roundTrip / 2, connected);
        direction(far, near, roundTrip / 2, connected);
      }
    }
  }

  private static void direction(Socket from, Socket to, long delay, long notBefore) {
    BlockingQueue<Chunk> wire = new LinkedBlockingQueue<>();
    daemon(() -> read(from, wire, delay, notBefore));
    daemon(() -> write(wire, to));
  }

  private static void read(Socket from, BlockingQueue<Chunk> wire, long delay, long notBefore) {
    byte[] buffer = new byte[65536];
    try {
      InputStream in = from.getInputStream();
      int count = in.read(buffer);
      while (count >= 0) {
        wire.add(new Chunk(Arrays.copyOf(buffer, count), due(delay, notBefore)));
        count = in.read(buffer);
      }
    } catch (IOException closed) {
      // The other end hears of it as of any end.
    }
    wire.add(new Chunk(null, due(delay, notBefore)));
  }

  private static long due(long delay, long notBefore) {
    return Math.max(System.nanoTime(), notBefore) + delay;
  }

  private static void write(BlockingQueue<Chunk> wire, Socket to) {
    try (to) {
      OutputStream out = to.getOutputStream();
      Chunk chunk = wire.take();
      while (chunk.bytes() != null) {
        await(chunk.due());
        out.write(chunk.bytes());
        chunk = wire.take();
      }
      await(chunk.due());
    } catch (IOException closed) {
      // Nobody is left to write to.
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private static void await(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }
}
