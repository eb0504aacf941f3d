package dev.postcar.internal.config.groovy;

import dev.postcar.internal.config.groovy.ConfExpression.Entries.Entry;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes a {@link ConfTree} for {@link TreeParser}: each record as a letter and its components. */
public final class TreeWriter {

  /** To be raised with each change of what is written. */
  static final int FORMAT = 1;

  private final DataOutputStream out;

  TreeWriter(DataOutputStream out) {
    this.out = out;
  }

  void write(ConfTree tree) throws IOException {
    Map<String, Map<String, Integer>> lines = tree.keys().lines();
    size(lines.size());
    for (Map.Entry<String, Map<String, Integer>> keys : lines.entrySet()) {
      out.writeUTF(keys.getKey());
      size(keys.getValue().size());
      for (Map.Entry<String, Integer> line : keys.getValue().entrySet()) {
        out.writeUTF(line.getKey());
        out.writeInt(line.getValue());
      }
    }
    texts(List.copyOf(tree.keys().environments()));
    body(tree.body());
  }

  private void body(List<? extends ConfNode> body) throws IOException {
    size(body.size());
    for (ConfNode node : body) {
      if (node instanceof ConfNode.Assignment assignment) {
        tag('a');
        out.writeUTF(assignment.block() == null ? "" : assignment.block());
        out.writeUTF(assignment.key());
        expression(assignment.value());
      } else if (node instanceof ConfNode.Block block) {
        tag('b');
        out.writeUTF(block.name());
        body(block.body());
      } else if (node instanceof ConfNode.Environments environments) {
        tag('e');
        body(environments.choices());
      }
    }
  }

  private void expression(ConfExpression expression) throws IOException {
    if (expression instanceof ConfExpression.Literal literal) {
      literal(literal.value());
    } else if (expression instanceof ConfExpression.Variable variable) {
      tag('v');
      out.writeUTF(variable.name());
    } else if (expression instanceof ConfExpression.Property property) {
      tag('p');
      out.writeUTF(property.name());
    } else if (expression instanceof ConfExpression.Items list) {
      tag('[');
      all(list.items());
    } else if (expression instanceof ConfExpression.Entries map) {
      tag('{');
      size(map.entries().size());
      for (Entry entry : map.entries()) {
        out.writeUTF(entry.key());
        expression(entry.value());
      }
    } else if (expression instanceof ConfExpression.Template template) {
      tag('"');
      texts(template.texts());
      all(template.parts());
    } else if (expression instanceof ConfExpression.Elvis elvis) {
      tag(':');
      expression(elvis.first());
      expression(elvis.otherwise());
    } else if (expression instanceof ConfExpression.Choice choice) {
      tag('?');
      expression(choice.test());
      expression(choice.then());
      expression(choice.otherwise());
    } else if (expression instanceof ConfExpression.Same same) {
      tag('=');
      expression(same.left());
      expression(same.right());
    }
  }

  private void literal(Object value) throws IOException {
    if (value == null) {
      tag('0');
    } else if (value instanceof Boolean bool) {
      tag(bool ? 'T' : 'F');
    } else if (value instanceof Integer number) {
      tag('I');
      out.writeInt(number);
    } else {
      tag('S');
      out.writeUTF((String) value);
    }
  }

  private void all(List<ConfExpression> expressions) throws IOException {
    size(expressions.size());
    for (ConfExpression expression : expressions) {
      expression(expression);
    }
  }

  private void texts(List<String> texts) throws IOException {
    size(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  private void tag(char tag) throws IOException {
    out.writeByte(tag);
  }

  private void size(int size) throws IOException {
    if (size > 0xffff) {
      throw new IOException("too many");
    }
    out.writeShort(size);
  }
}
