package dev.postcar.internal.run;

import java.util.concurrent.CompletableFuture;
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
                }));
  }

  /** Takes it; null where another one was expected. */
  Pipeline take(int index, long generation) {
    return next != null && next.index() == index && next.generation() == generation
        ? next.pipeline().join()
        : null;
  }
}
