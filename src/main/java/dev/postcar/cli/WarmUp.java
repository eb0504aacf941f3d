package dev.postcar.cli;

import dev.postcar.run.Connections;

/**
 * Makes ready, on a thread of its own, what every command that connects will need: the driver.
 * Meanwhile the command line and the settings are read.
 */
final class WarmUp {

  private WarmUp() {}

  static void begin() {
    Thread thread = new Thread(Connections::warmUp, "postcar-warm-up");
    thread.setDaemon(true);
    thread.start();
  }
}
