package dev.postcar.internal.fleet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The threads of a fleet, with the class loader of the caller's. */
final class FleetThreads {

  private final List<Thread> running = new CopyOnWriteArrayList<>();
  private final Runnable interrupted;

  /**
   * None yet.
   *
   * @param interrupted what is done once the caller's thread is interrupted, which goes on to wait
   */
  FleetThreads(Runnable interrupted) {
    this.interrupted = interrupted;
  }

  /** Does the same work in some threads, and waits for all of them. */
  void run(int count, Runnable work) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(work, "postcar-fleet-" + i);
      thread.setDaemon(true);
      thread.setContextClassLoader(loader);
      running.add(thread);
      thread.start();
    }
    running.forEach(this::join);
    running.clear();
  }

  private void join(Thread thread) {
    boolean again = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        again = true;
        interrupted.run();
      }
    }
    if (again) {
      Thread.currentThread().interrupt();
    }
  }

  /** Interrupts what is under way. */
  void interrupt() {
    running.forEach(Thread::interrupt);
  }
}
