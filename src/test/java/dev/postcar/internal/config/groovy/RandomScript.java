package dev.postcar.internal.config.groovy;

import java.util.List;
import java.util.Random;

/** Writes random conf scripts of the simple kind; most of their values have the right type. */
final class RandomScript {

  private static final List<String> ENVIRONMENTS = List.of("dev", "prod", "test");

  private final Random random;
  private final StringBuilder script = new StringBuilder();

  private RandomScript(Random random) {
    this.random = random;
  }

  static String write(Random random) {
    RandomScript script = new RandomScript(random);
    for (int i = random.nextInt(9); i >= 0; i--) {
      script.statement(true);
    }
    return script.script.toString();
  }

  /** A statement outside {@code connection { }}. */
  private void statement(boolean choosing) {
    switch (random.nextInt(choosing ? 12 : 9)) {
      case 0, 1 -> line("connection." + connectionKey());
      case 2 -> block("connection", choosing);
      case 3 -> block("connection", false);
      case 4 ->
          line(
              "connection = "
                  + pick("[:]", "null", "''", "[" + entry() + "]", map(), map(), map(), any(1)));
      case 5 -> line(pick("role", "namespace", "packages") + " { }");
      case 6, 7, 8 -> line(key());
      default -> environments(false);
    }
  }

  private void block(String name, boolean choosing) {
    line(name + " {");
    for (int i = random.nextInt(3); i > 0; i--) {
      if (choosing && random.nextInt(4) == 0) {
        environments(true);
      } else {
        line(random.nextInt(15) == 0 ? pick("host", "url", "port") + " { }" : connectionKey());
      }
    }
    line("}");
  }

  private void environments(boolean inConnection) {
    line("environments {");
    for (int i = random.nextInt(4); i > 0; i--) {
      line(ENVIRONMENTS.get(random.nextInt(ENVIRONMENTS.size())) + " {");
      for (int j = random.nextInt(4); j > 0; j--) {
        if (inConnection) {
          line(connectionKey());
        } else {
          statement(false);
        }
      }
      line("}");
    }
    line("}");
  }

  private String connectionKey() {
    return switch (random.nextInt(7)) {
      case 0 -> "port = " + rarely(number(2));
      case 1 -> "embedded = " + rarely(bool(2));
      case 2 -> "password = " + pick("''", "null", lookUp() + " ?: ''", lookUp());
      case 3 -> "sslmode = " + rarely(pick("'require'", "'disable'", text(2)));
      case 4 -> rarely("hots") + " = " + text(2);
      default -> pick("host", "dbname", "username") + " = " + rarely(text(3));
    };
  }

  private String key() {
    return switch (random.nextInt(7)) {
      case 0 -> "retries = " + rarely(number(2));
      case 1 -> pick("packages", "sources", "classpath") + " = " + rarely(list(2));
      case 2 -> pick("lockTimeout", "lockWait") + " = " + rarely(pick("'5s'", "'off'", text(2)));
      case 3 -> "outOfOrder = " + rarely(pick("'warn'", "'run'", text(1)));
      case 4 -> random.nextInt(12) == 0 ? "lokTimeout = 1" : "order = 'sequence'";
      default -> pick("role", "namespace", "searchPath") + " = " + rarely(text(3));
    };
  }

  private String rarely(String usual) {
    return random.nextInt(16) == 0 ? usual.equals("hots") ? "hots" : any(2) : usual;
  }

  private String any(int depth) {
    return switch (random.nextInt(9)) {
      case 0 -> number(depth);
      case 1 -> bool(depth);
      case 2 -> list(depth);
      case 3 -> depth == 0 ? "[:]" : map();
      case 4 -> "null";
      case 5 -> depth == 0 ? "0" : choice(any(depth - 1), any(depth - 1), depth - 1);
      case 6 -> depth == 0 ? "1" : "(" + any(depth - 1) + " ?: " + any(depth - 1) + ")";
      default -> text(depth);
    };
  }

  private String text(int depth) {
    if (depth == 0) {
      return pick("'a'", "'b c'", "''", "'ü€😀'", "\"q\"", "\"\"\"t\nu\"\"\"", "/s/", lookUp());
    }
    return switch (random.nextInt(7)) {
      case 0 -> template(depth - 1);
      case 1 -> "(" + text(depth - 1) + " ?: " + text(depth - 1) + ")";
      case 2 -> "(" + lookUp() + " ?: " + text(depth - 1) + ")";
      case 3 -> choice(text(depth - 1), text(depth - 1), depth - 1);
      case 4 -> template(depth - 1);
      default -> text(0);
    };
  }

  private String template(int depth) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = random.nextInt(3); i >= 0; i--) {
      String value =
          random.nextInt(4) > 0 ? text(depth) : pick(number(depth), bool(depth), any(depth));
      text.append(pick("", "x", " - ", "\\$")).append("${").append(value).append("}");
    }
    return text.append(pick("", "y")).append("\"").toString();
  }

  private String choice(String one, String other, int depth) {
    return "(" + pick(bool(depth), text(depth), any(depth)) + " ? " + one + " : " + other + ")";
  }

  private String number(int depth) {
    return depth == 0 || random.nextInt(3) > 0
        ? pick("0", "1", "5432", "-1", "70000")
        : choice(number(depth - 1), number(depth - 1), depth - 1);
  }

  private String bool(int depth) {
    return switch (depth == 0 ? random.nextInt(2) : random.nextInt(5)) {
      case 0 -> "true";
      case 1 -> "false";
      case 2 -> "(" + text(depth - 1) + " == " + pick("null", text(depth - 1)) + ")";
      case 3 -> "(" + number(depth - 1) + " == " + number(depth - 1) + ")";
      default -> "(" + any(depth - 1) + " == " + any(depth - 1) + ")";
    };
  }

  private String list(int depth) {
    StringBuilder list = new StringBuilder("[");
    for (int i = random.nextInt(4); i > 0; i--) {
      list.append(random.nextInt(12) == 0 && depth > 0 ? any(depth - 1) : text(depth / 2));
      list.append(i > 1 ? ", " : "");
    }
    return list.append("]").toString();
  }

  private String map() {
    StringBuilder map = new StringBuilder("[" + entry());
    for (int i = random.nextInt(3); i > 0; i--) {
      map.append(", ").append(entry());
    }
    return map.append("]").toString();
  }

  private String entry() {
    return connectionKey().replaceFirst(" = ", ": ");
  }

  private String lookUp() {
    return pick(
        "System.getenv('NO_SUCH_VARIABLE')",
        "System.getenv('PATH')",
        "System?.getenv('NO_SUCH_VARIABLE')",
        "System.getProperty('no.such.property')",
        "System.getProperty('user.dir')");
  }

  private String pick(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private void line(String text) {
    script.append(text).append(random.nextInt(6) == 0 ? " // comment\n\n" : "\n");
  }
}
