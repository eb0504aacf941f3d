package dev.postcar.cli;

import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.internal.report.GraphText;
import dev.postcar.result.GraphResult;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** {@code graph}: what depends on what; needs no database. */
final class GraphCommand implements Command {

  @Override
  public CommandSpec spec() {
    return Words.command(
            "Show the dependencies between migrations; needs no database.",
            "postcar graph > order.mmd\tfor Mermaid",
            "postcar graph --format dot | dot -Tsvg\tfor Graphviz")
        .addOption(Words.text("FORMAT", "mermaid (default) or dot.", "--format"));
  }

  @Override
  public Output run(Call call) {
    String format = call.option("--format");
    if (format != null && !List.of("mermaid", "dot").contains(format)) {
      throw new PostcarException.Configuration(
          "--format: \"" + format + "\" is neither mermaid nor dot.");
    }
    if (format != null && call.has("--json")) {
      throw new PostcarException.Configuration("--json and --format cannot be combined: use one.");
    }
    try (Postcar postcar = call.postcarWithoutDatabase()) {
      GraphResult graph = postcar.graph();
      boolean dot = "dot".equals(format);
      return new Output(graph, dot ? GraphText.dot(graph) : GraphText.mermaid(graph));
    }
  }
}
