package dev.postcar.testing;

import dev.postcar.Dump;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** An application that uses postcar: made and called by a class loader of its own. */
public final class EmbeddedUse implements BiFunction<String, List<String>, String> {

  /** What it does by a word; its arguments are a URL, a scratch URL, a root of sources, a file. */
  @Override
  public String apply(String word, List<String> places) {
    try (Postcar postcar =
        Postcar.on(places.get(0)).packages("app").sources(Path.of(places.get(2)))) {
      Path file = Path.of(places.get(3));
      return String.valueOf(
          switch (word) {
            case "migrate" -> postcar.migrate();
            case "notify" -> postcar.notify("news").migrate();
            case "rollback" -> postcar.rollback(Target.steps(1));
            case "status" -> postcar.status();
            case "show" -> postcar.show("M0001");
            case "graph" -> postcar.graph();
            case "log" -> postcar.log(false, 3);
            case "restore" -> postcar.restore(Dump.of(file));
            case "embedded" -> postcar.verify();
            case "verify", "drift", "trace", "squash" ->
                scratch(word, places.get(1)).apply(postcar);
            default -> throw new IllegalArgumentException(word);
          });
    } catch (PostcarException e) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
  }

  private static Function<Postcar, Object> scratch(String word, String url) {
    return postcar -> {
      postcar.scratch(url);
      return switch (word) {
        case "verify" -> postcar.verify();
        case "drift" -> postcar.drift();
        case "trace" -> postcar.trace();
        default -> postcar.squash("M0001", "M0002", null);
      };
    };
  }
}
