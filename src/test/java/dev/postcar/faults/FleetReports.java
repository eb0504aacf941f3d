package dev.postcar.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** What all processes on one fleet report of its targets, each checked as soon as it is read. */
final class FleetReports {

  private static final int MIGRATIONS = 3;

  private final BiConsumer<String, Instant> whenDone;
  private final String fault;
  private final Map<String, Integer> applied = new ConcurrentHashMap<>();

  /**
   * Reads reports.
   *
   * @param whenDone checks a target that was reported, by then, as done or as having nothing to do
   */
  FleetReports(BiConsumer<String, Instant> whenDone, String fault) {
    this.whenDone = whenDone;
    this.fault = fault;
  }

  /**
   * Reads what a process has printed with {@code --progress=json}.
   *
   * @param known how many of its targets were read before
   * @return how many are read by now
   */
  int read(Path err, int known) throws IOException {
    String text = Files.readString(err);
    Instant now = Instant.now();
    // A line that is being written, or was when its process was killed, says nothing.
    List<String> lines =
        text.substring(0, text.lastIndexOf('\n') + 1)
            .lines()
            .filter(line -> line.startsWith("{\"event\":\"targetFinished\""))
            .toList();
    for (String line : lines.subList(known, lines.size())) {
      check(new ObjectMapper().readTree(line).get("target"), now);
    }
    return lines.size();
  }

  private void check(JsonNode target, Instant now) {
    String name = target.get("name").asText();
    assertThat(target.get("state").asText()).as("%s: %s", fault, target).isIn("done", "nothing");
    assertThat(applied.merge(name, target.get("count").asInt(), Integer::sum))
        .as("%s: what all processes together report as applied in %s", fault, name)
        .isLessThanOrEqualTo(MIGRATIONS);
    whenDone.accept(name, now);
  }
}
