package dev.postcar.internal.source.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.internal.source.Workshop;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextBlockTest {

  private static final String[] CRUMBS = {
    "\n",
    "\n",
    " ",
    "\t",
    "\"",
    "\"\"\"",
    "\\",
    "\\u0041",
    "\\s",
    "\r",
    "\r\n",
    "\f",
    "\b",
    "\u000b",
    "\u001a",
    "\033",
    "7",
    "$$",
    "'",
    "select 1;",
    "ö",
    "漢",
    "😀",
    "\u2028",
    "\u3000",
    "\u00a0",
    "\u0085",
    "{fn x}",
    "%s",
    "\\n",
    "\\\n",
    "-- x "
  };

  @TempDir Path directory;

  @Test
  void anyTextComesBackExactly() throws Exception {
    List<String> texts =
        new ArrayList<>(
            List.of(
                "",
                "\n",
                " ",
                "select 1",
                "select 1;\n",
                "  indented\n    more\n",
                "ends in blanks   \nand tabs\t\t\nand more\u3000\n\u2003\n   \n",
                "\"\"\"\"\"\"\"",
                "\"",
                "\\",
                "\\\\u0041 \\u0041",
                "a\r\nb\rc",
                "x\u3000"));
    Random random = new Random(20261121);
    for (int i = 0; i < 400; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(20); j >= 0; j--) {
        text.append(CRUMBS[random.nextInt(CRUMBS.length)]);
      }
      texts.add(text.toString());
    }
    assertThat(compiled(texts)).isEqualTo(texts);
  }

  @Test
  void aTextBeyondTheLimitOfAConstantIsJoined() throws Exception {
    String lines = "insert into book values ('漢字', '\\', \"\"\");\n".repeat(3_000);
    String oneLine = "😀".repeat(40_000) + " ";
    assertThat(compiled(List.of(lines, oneLine))).isEqualTo(List.of(lines, oneLine));
  }

  private List<String> compiled(List<String> texts) throws Exception {
    StringBuilder source = new StringBuilder("package t;\npublic class T {\n");
    for (int i = 0; i < texts.size(); i++) {
      source
          .append("  public static String t" + i + "() {\n    return ")
          .append(TextBlock.of(texts.get(i), 8))
          .append(";\n  }\n");
    }
    Workshop workshop = new Workshop(directory);
    Workshop.write(workshop.sources.resolve("t/T.java"), source.append("}\n").toString());
    Path classes = workshop.classes(workshop.sources, "classes");
    List<String> back = new ArrayList<>();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, null)) {
      Class<?> type = loader.loadClass("t.T");
      for (int i = 0; i < texts.size(); i++) {
        back.add((String) type.getMethod("t" + i).invoke(null));
      }
    }
    return back;
  }
}
