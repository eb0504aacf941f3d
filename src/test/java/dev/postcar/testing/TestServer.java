package dev.postcar.testing;

/** Stand-in. */
public final class TestServer {
  private TestServer() {}

  public static String url() {
    return System.getProperty("postcar.test.url");
  }
}
