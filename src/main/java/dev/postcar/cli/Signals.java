package dev.postcar.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;

/**
 * Ctrl-C and SIGTERM: the first asks the operation to end, a second ends the process at once.
 *
 * <p>A shutdown hook cannot tell signals apart, nor see a second one; {@code sun.misc.Signal} can.
 * It is reached reflectively, so that a JVM without it still runs postcar.
 */
final class Signals {

  private static final int INTERRUPT = 2;
  private static final int TERMINATE = 15;

  private Signals() {}

  /**
   * Listens from now on.
   *
   * @param ask called with the signal's number; returns false if nothing is under way that could
   *     end by itself
   */
  static void listen(IntPredicate ask) {
    AtomicInteger received = new AtomicInteger();
    handle("INT", () -> receive(INTERRUPT, received, ask));
    handle("TERM", () -> receive(TERMINATE, received, ask));
  }

  /** Leaves Ctrl-C to a child, which gets it from the terminal as well. */
  static void ignoreInterrupt() {
    handle("INT", () -> {});
  }

  private static void handle(String name, Runnable received) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  received.run();
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      // Without it the JVM ends at the first signal, and the server rolls back by itself.
    }
  }

  private static void receive(int number, AtomicInteger received, IntPredicate ask) {
    if (received.getAndIncrement() > 0) {
      endLine();
      Runtime.getRuntime().halt(128 + number);
    }
    if (!ask.test(number)) {
      // On a thread of its own: exit waits for the hooks, and they may need this one.
      endLine();
      new Thread(() -> Runtime.getRuntime().exit(128 + number), "postcar-exit").start();
    }
  }

  /** The shell's prompt is not to stand behind a line of progress. */
  private static void endLine() {
    if (Terminal.isScreen()) {
      System.err.println("\r\u001b[K");
    }
  }
}
