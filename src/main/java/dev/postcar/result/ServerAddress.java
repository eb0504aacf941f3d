package dev.postcar.result;

/**
 * The server that a database is on.
 *
 * @param host its name or address; the directory of a Unix socket
 * @param port its port
 * @param version such as {@code 18.1}
 */
public record ServerAddress(String host, int port, String version) {

  /** The place alone, as {@code host:port}. */
  public String place() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
