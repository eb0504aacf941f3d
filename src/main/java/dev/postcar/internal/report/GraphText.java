package dev.postcar.internal.report;

import dev.postcar.result.GraphResult;
import dev.postcar.result.GraphResult.Edge;
import dev.postcar.result.GraphResult.Node;
import dev.postcar.result.GraphResult.ViewNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dependencies in the languages of Mermaid and of Graphviz. */
public final class GraphText {

  private GraphText() {}

  /**
   * For Mermaid, which GitHub shows in Markdown.
   *
   * @return a flowchart; a view is slanted; a dotted arrow is anything but the sequence
   */
  public static String mermaid(GraphResult graph) {
    List<String> lines = new ArrayList<>(List.of("flowchart TD"));
    Map<String, String> names = new LinkedHashMap<>();
    for (Node node : graph.migrations()) {
      names.put(node.id(), "n" + names.size());
    }
    byPackage(graph)
        .forEach(
            (packageName, nodes) -> {
              lines.add("  subgraph " + packageName);
              for (Node node : nodes) {
                lines.add("    " + names.get(node.id()) + "[\"" + node.name() + "\"]");
              }
              lines.add("  end");
            });
    for (Node node : graph.migrations()) {
      if (!node.there()) {
        lines.add("  " + names.get(node.id()) + "([\"" + node.id() + "\"])");
      }
    }
    for (ViewNode view : graph.views()) {
      names.put(view.id(), "n" + names.size());
      lines.add("  " + names.get(view.id()) + "[/\"" + view.name() + "\"/]");
    }
    for (Edge edge : graph.edges()) {
      names.computeIfAbsent(edge.from(), key -> "n" + names.size());
      String arrow = edge.kind() == GraphResult.Kind.SEQUENCE ? " --> " : " -.-> ";
      lines.add("  " + names.get(edge.from()) + arrow + names.get(edge.to()));
    }
    return String.join("\n", lines);
  }

  /**
   * For Graphviz.
   *
   * @return a digraph; a view is an ellipse; a dashed arrow is anything but the sequence
   */
  public static String dot(GraphResult graph) {
    List<String> lines = new ArrayList<>(List.of("digraph migrations {", "  node [shape=box];"));
    byPackage(graph)
        .forEach(
            (packageName, nodes) -> {
              lines.add("  subgraph \"cluster_" + packageName + "\" {");
              lines.add("    label=\"" + packageName + "\";");
              for (Node node : nodes) {
                lines.add("    \"" + node.id() + "\" [label=\"" + node.name() + "\"];");
              }
              lines.add("  }");
            });
    for (Node node : graph.migrations()) {
      if (!node.there()) {
        lines.add("  \"" + node.id() + "\" [style=dashed];");
      }
    }
    for (ViewNode view : graph.views()) {
      lines.add("  \"" + view.id() + "\" [label=\"" + view.name() + "\", shape=ellipse];");
    }
    for (Edge edge : graph.edges()) {
      String style = edge.kind() == GraphResult.Kind.SEQUENCE ? "" : " [style=dashed]";
      lines.add("  \"" + edge.from() + "\" -> \"" + edge.to() + "\"" + style + ";");
    }
    lines.add("}");
    return String.join("\n", lines);
  }

  private static Map<String, List<Node>> byPackage(GraphResult graph) {
    Map<String, List<Node>> packages = new LinkedHashMap<>();
    for (Node node : graph.migrations()) {
      if (node.there()) {
        packages.computeIfAbsent(node.packageName(), key -> new ArrayList<>()).add(node);
      }
    }
    return packages;
  }
}
