package dev.postcar.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** When the liveness probe is answered by postcar, and when it is not. */
final class LivenessDuringStartTest {

  /** Named as those that start a web server. */
  private static final class TestWebServerApplicationContext extends GenericApplicationContext {}

  private static LivenessDuringStart of(
      GenericApplicationContext context, Map<String, Object> properties) {
    Map<String, Object> all = new TreeMap<>(properties);
    all.putIfAbsent("management.endpoint.health.probes.enabled", "true");
    context
        .getEnvironment()
        .getPropertySources()
        .addFirst(new MapPropertySource("application", all));
    return LivenessDuringStart.of(context);
  }

  private static LivenessDuringStart ofServer(Map<String, Object> properties) {
    return of(new TestWebServerApplicationContext(), properties);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  @Test
  void whereTheProbesAreOnItIsAnsweredOnTheirPort() throws Exception {
    int port = freePort();
    try (LivenessDuringStart answering =
        ofServer(
            Map.of(
                "management.server.port",
                "" + port,
                "management.server.address",
                "127.0.0.1",
                "management.endpoints.web.base-path",
                "/manage"))) {
      assertThat(answering).isNotNull();
      Thread.sleep(2_000);
      assertThat(get(port, "/manage/health/liveness")).isEqualTo("200 {\"status\":\"UP\"}");
      assertThat(get(port, "/manage/health/readiness")).startsWith("503");
    }
    try (ServerSocket free = new ServerSocket(port)) {
      assertThat(free.isBound()).isTrue();
    }
  }

  @Test
  void clientsThatSendNoRequestDoNotHoldUpTheProbe() throws Exception {
    int port = freePort();
    List<Socket> slow = new ArrayList<>();
    try (LivenessDuringStart answering =
        ofServer(Map.of("server.port", "" + port, "server.address", "127.0.0.1"))) {
      assertThat(answering).isNotNull();
      Thread.sleep(2_000);
      for (int i = 0; i < 200; i++) {
        Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.getOutputStream().write("GET /livez".getBytes(StandardCharsets.US_ASCII));
        slow.add(client);
      }
      long before = System.nanoTime();
      assertThat(get(port, "/livez")).startsWith("200");
      assertThat(System.nanoTime() - before).isLessThan(1_500_000_000L);
    } finally {
      for (Socket client : slow) {
        client.close();
      }
    }
  }

  private static String get(int port, String path) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .timeout(Duration.ofSeconds(10))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  @Test
  void withoutAServerOrProbesOrWithTlsOrARandomPortItIsNot() {
    assertThat(of(new GenericApplicationContext(), Map.of())).isNull();
    assertThat(ofServer(Map.of("management.endpoint.health.probes.enabled", "false"))).isNull();
    assertThat(ofServer(Map.of("postcar.liveness", "false"))).isNull();
    assertThat(ofServer(Map.of("server.port", "0"))).isNull();
    assertThat(ofServer(Map.of("server.port", "-1"))).isNull();
    assertThat(ofServer(Map.of("server.ssl.key-store", "classpath:keys.p12"))).isNull();
    assertThat(ofServer(Map.of("server.ssl.bundle", "web"))).isNull();
  }
}
