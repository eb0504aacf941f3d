package dev.postcar.spring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * Answers the liveness probe while a long migration runs: the application's own server starts
 * later, and Kubernetes would end a migration that takes longer than the probe allows. Everything
 * else gets 503. {@code postcar.liveness} says whether; by default where Spring Boot's probes are
 * on.
 */
final class LivenessDuringStart implements AutoCloseable {

  /** A start without a long migration opens no port twice. */
  private static final long DELAY_MS = 1_000;

  private static final Log LOG = LogFactory.getLog("dev.postcar");

  private final ExecutorService threads;
  private final InetSocketAddress address;
  private final String prefix;
  private ProbeServer server;

  private LivenessDuringStart(InetSocketAddress address, String prefix) {
    this.address = address;
    this.prefix = prefix;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread daemon = new Thread(task, "postcar-liveness");
              daemon.setDaemon(true);
              return daemon;
            });
    threads.execute(this::open);
  }

  /** Null where nothing is to be answered. */
  static LivenessDuringStart of(ApplicationContext context) {
    Environment environment = context.getEnvironment();
    // As Spring Boot calls what starts a server, in a package that has moved; tests often have
    // none.
    boolean web = context.getClass().getSimpleName().contains("WebServerApplicationContext");
    boolean wanted =
        environment.getProperty("postcar.liveness", Boolean.class, probesAreOn(environment));
    boolean apart = environment.containsProperty("management.server.port");
    String server = apart ? "management.server" : "server";
    int port = environment.getProperty(server + ".port", Integer.class, 8080);
    if (!wanted || !web || port <= 0 || hasTls(environment, server)) {
      return null;
    }
    String host = environment.getProperty(server + ".address");
    String base = environment.getProperty("management.endpoints.web.base-path", "/actuator");
    String outer =
        apart
            ? environment.getProperty("management.server.base-path", "")
            : environment.getProperty("server.servlet.context-path", "");
    return new LivenessDuringStart(
        host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port),
        outer + base);
  }

  private static boolean hasTls(Environment environment, String server) {
    return Binder.get(environment)
            .bind(server + ".ssl", Bindable.mapOf(String.class, String.class))
            .isBound()
        && environment.getProperty(server + ".ssl.enabled", Boolean.class, true);
  }

  private static boolean probesAreOn(Environment environment) {
    boolean actuator =
        ClassUtils.isPresent(
            "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
            LivenessDuringStart.class.getClassLoader());
    return actuator
        && environment.getProperty(
            "management.endpoint.health.probes.enabled",
            Boolean.class,
            !SpringBootVersion.getVersion().startsWith("3.")
                || CloudPlatform.KUBERNETES.isActive(environment));
  }

  private void open() {
    try {
      Thread.sleep(DELAY_MS);
    } catch (InterruptedException e) {
      // The migrations have ended by now.
      return;
    }
    ProbeServer listening = listen();
    if (listening != null) {
      listening.run();
    }
  }

  private synchronized ProbeServer listen() {
    if (threads.isShutdown()) {
      return null;
    }
    try {
      server = new ProbeServer(address, this::isLive, threads);
      LOG.info("The liveness probe is answered at " + prefix + "/health/liveness meanwhile.");
    } catch (IOException e) {
      LOG.warn("The liveness probe is not answered meanwhile: " + address + ": " + e.getMessage());
    }
    return server;
  }

  private boolean isLive(String path) {
    return path.equals(prefix + "/health/liveness") || path.equals("/livez");
  }

  @Override
  public synchronized void close() {
    threads.shutdownNow();
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        LOG.warn("The liveness probe's port " + address + " is not closed: " + e.getMessage());
      }
    }
  }
}
