package dev.postcar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

final class ProbeServerTest {

  /** The application's own server takes it next. */
  @Test
  void itsPortIsFreeOnceItIsClosed() throws Exception {
    InetSocketAddress address;
    try (ServerSocket free = new ServerSocket(0)) {
      address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (int round = 0; round < 200; round++) {
        ProbeServer server = new ProbeServer(address, path -> true, threads);
        threads.execute(server::run);
        Thread.sleep(1);
        server.close();
        try (ServerSocket next = new ServerSocket()) {
          next.bind(address);
          assertThat(next.isBound()).isTrue();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
