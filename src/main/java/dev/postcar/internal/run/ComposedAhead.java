package dev.postcar.internal.run;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The message after the one that the server is at, composed meanwhile on another thread. */
final class ComposedAhead {

  private record Composed(int index, long generation, CompletableFuture<Pipeline> pipeline) {}

  private Composed next;

  /** Begins to compose the message that begins with a step. */
  void begin(int index, long generation, Supplier<Pipeline> composing) {
    next =
        new Composed(
            index,
            generation,
            CompletableFuture.supplyAsync(
                () -> {
                  Pipeline pipeline = composing.get();
                  if (pipeline != null) {
                    pipeline.message();
                  }
                  return pipeline;
                },
                ComposedAhead::inBackground));
  }

  /** Not in the application's pool, which may be busy. */
  private static void inBackground(Runnable composing) {
    Thread thread = new Thread(composing, "postcar-compose");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Takes it; null where another one was expected, or composing failed, which it then does again.
   */
  Pipeline take(int index, long generation) {
    Composed composed = next;
    next = null;
    if (composed == null || composed.index() != index || composed.generation() != generation) {
      return null;
    }
    try {
      return composed.pipeline().join();
    } catch (CompletionException e) {
      return null;
    }
  }
}
