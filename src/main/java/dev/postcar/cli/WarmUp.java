package dev.postcar.cli;

import dev.postcar.internal.session.Connections;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes ready, on a thread of its own, what every command that connects will need: the driver.
 * Meanwhile the command line and the settings are read.
 */
final class WarmUp {

  /** What it has to say is said by postcar; held, as a level is forgotten with its logger. */
  private static volatile Logger driver;

  private WarmUp() {}

  static void begin() {
    Thread thread =
        new Thread(
            () -> {
              driver = Logger.getLogger("org.postgresql");
              driver.setLevel(Level.OFF);
              Connections.warmUp();
            },
            "postcar-warm-up");
    thread.setDaemon(true);
    thread.start();
  }
}
