package dev.postcar.internal.config.groovy;

import dev.postcar.internal.config.groovy.ConfExpression.Entries.Entry;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Reads what {@link TreeWriter} has written; whatever else it is given, it fails with grace. */
public final class TreeParser {

  private static final int DEEPEST = 200;

  private final DataInputStream in;
  private int depth;

  TreeParser(DataInputStream in) {
    this.in = in;
  }

  /**
   * Reads all there is.
   *
   * @throws IOException if it is no tree
   */
  ConfTree read() throws IOException {
    try {
      Map<String, Map<String, Integer>> lines = new LinkedHashMap<>();
      for (int i = in.readUnsignedShort(); i > 0; i--) {
        Map<String, Integer> keys = new LinkedHashMap<>();
        lines.put(in.readUTF(), keys);
        for (int j = in.readUnsignedShort(); j > 0; j--) {
          keys.put(in.readUTF(), in.readInt());
        }
      }
      ScriptKeys keys = new ScriptKeys(lines, new LinkedHashSet<>(texts()), false);
      ConfTree tree = new ConfTree(keys, body());
      if (in.read() >= 0) {
        throw new IOException("more than a tree");
      }
      return tree;
    } catch (ClassCastException e) {
      throw new IOException(e);
    }
  }

  private List<ConfNode> body() throws IOException {
    enter();
    List<ConfNode> body = new ArrayList<>();
    for (int i = in.readUnsignedShort(); i > 0; i--) {
      body.add(node());
    }
    depth--;
    return body;
  }

  private ConfNode node() throws IOException {
    char tag = tag();
    return switch (tag) {
      case 'a' -> assignment();
      case 'b' -> new ConfNode.Block(in.readUTF(), body());
      case 'e' -> environments();
      default -> throw new IOException("no statement: " + tag);
    };
  }

  private ConfNode assignment() throws IOException {
    String block = in.readUTF();
    return new ConfNode.Assignment(block.isEmpty() ? null : block, in.readUTF(), expression());
  }

  private ConfNode environments() throws IOException {
    List<ConfNode.Block> choices = new ArrayList<>();
    for (ConfNode choice : body()) {
      choices.add((ConfNode.Block) choice);
    }
    return new ConfNode.Environments(choices);
  }

  private ConfExpression expression() throws IOException {
    enter();
    char tag = tag();
    ConfExpression expression =
        switch (tag) {
          case '0' -> new ConfExpression.Literal(null);
          case 'T' -> new ConfExpression.Literal(true);
          case 'F' -> new ConfExpression.Literal(false);
          case 'I' -> new ConfExpression.Literal(in.readInt());
          case 'S' -> new ConfExpression.Literal(in.readUTF());
          case 'v' -> new ConfExpression.Variable(in.readUTF());
          case 'p' -> new ConfExpression.Property(in.readUTF());
          case '[' -> new ConfExpression.Items(all());
          case '{' -> new ConfExpression.Entries(entries());
          case '"' -> new ConfExpression.Template(texts(), all());
          case ':' -> new ConfExpression.Elvis(expression(), expression());
          case '?' -> new ConfExpression.Choice(expression(), expression(), expression());
          case '=' -> new ConfExpression.Same(expression(), expression());
          default -> throw new IOException("no expression: " + tag);
        };
    depth--;
    return expression;
  }

  private List<ConfExpression> all() throws IOException {
    List<ConfExpression> all = new ArrayList<>();
    for (int i = in.readUnsignedShort(); i > 0; i--) {
      all.add(expression());
    }
    return all;
  }

  private List<Entry> entries() throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int i = in.readUnsignedShort(); i > 0; i--) {
      entries.add(new Entry(in.readUTF(), expression()));
    }
    return entries;
  }

  private List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    for (int i = in.readUnsignedShort(); i > 0; i--) {
      texts.add(in.readUTF());
    }
    return texts;
  }

  private char tag() throws IOException {
    return (char) in.readUnsignedByte();
  }

  private void enter() throws IOException {
    if (++depth > DEEPEST) {
      throw new IOException("too deep");
    }
  }
}
