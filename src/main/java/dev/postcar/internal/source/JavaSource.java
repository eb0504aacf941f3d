package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import dev.postcar.internal.os.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds in the Java source of a class where the SQL stands that one of its methods returned. */
public final class JavaSource {

  private final String source;
  private final JavaCode code;
  private final String shown;

  private JavaSource(String source, String shown) {
    this.source = source;
    this.code = JavaCode.of(source);
    this.shown = shown;
  }

  /** A text and the places in the source that its chars come from. */
  private record Text(int start, StringBuilder text, List<Integer> places) {}

  /** The source of a class below the source directories; null where there is none. */
  public static JavaSource of(MigrationId id, List<Path> sources) {
    for (Path root : sources) {
      Path file = root.resolve(id.toString().replace('.', '/') + ".java");
      try {
        if (Files.isRegularFile(file)) {
          return new JavaSource(
              TextFile.read(file).replace("\r\n", "\n"), CompileErrors.shown(file));
        }
      } catch (IOException e) {
        return null;
      }
    }
    return null;
  }

  /** A line of it that is known already. */
  public String line(int line) {
    return shown + ":" + line;
  }

  /**
   * Says where a place of the SQL is: the exact line where the text is written in one piece, else
   * the line of the method, else the file.
   *
   * @param method that returned it, such as {@code forward}
   * @param offset in the SQL, in chars from 0
   */
  public String place(String method, String sql, int offset) {
    List<Text> same = texts().stream().filter(one -> one.text().toString().equals(sql)).toList();
    int declared = declared(method);
    if (same.size() > 1) {
      // The method's own: no other method begins between it and the text.
      same =
          same.stream()
              .filter(one -> declared >= 0 && one.start() > declared && owns(declared, one.start()))
              .toList();
    }
    if (same.size() == 1 && offset < same.get(0).places().size()) {
      return line(lineOf(same.get(0).places().get(offset)));
    }
    return declared < 0 ? shown : line(lineOf(declared)) + ", in " + method + "()";
  }

  private boolean owns(int declared, int start) {
    Matcher next = Pattern.compile("\\bString\\s+\\w+\\s*\\(").matcher(code.code());
    return !next.find(declared + 1) || next.start() > start || next.start() == declared;
  }

  /** Where a method is declared; -1 for none, or several. */
  private int declared(String method) {
    Matcher matcher =
        Pattern.compile("\\bString\\s+" + method + "\\s*\\(\\s*\\)").matcher(code.code());
    int found = matcher.find() ? matcher.start() : -1;
    return matcher.find() ? -1 : found;
  }

  private int lineOf(int place) {
    return 1 + (int) source.substring(0, place).chars().filter(c -> c == '\n').count();
  }

  /** All strings; those that only a plus parts are one. */
  private List<Text> texts() {
    List<Text> texts = new ArrayList<>();
    int end = -1;
    for (JavaCode.Literal literal : code.literals()) {
      boolean more = end >= 0 && code.code().substring(end, literal.from()).strip().equals("+");
      if (!more) {
        texts.add(new Text(literal.from(), new StringBuilder(), new ArrayList<>()));
      }
      try {
        read(literal, texts.get(texts.size() - 1));
      } catch (IllegalArgumentException e) {
        // An escape that Java does not know, as in a source that was edited since.
        texts.remove(texts.size() - 1);
        return texts;
      }
      end = literal.to();
    }
    return texts;
  }

  private void read(JavaCode.Literal literal, Text into) {
    String raw = source.substring(literal.from(), literal.to());
    if (!literal.block()) {
      add(into, raw.translateEscapes(), literal.from());
      return;
    }
    int start = raw.indexOf('\n') + 1;
    int place = literal.from() + start;
    String[] written = raw.substring(start).split("\n", -1);
    String[] stripped = raw.substring(start).stripIndent().split("\n", -1);
    for (int i = 0; i < stripped.length; i++) {
      boolean joined = stripped[i].matches("(?s)(?:.*[^\\\\])?(?:\\\\\\\\)*\\\\");
      String line = joined ? stripped[i].substring(0, stripped[i].length() - 1) : stripped[i];
      boolean last = i == stripped.length - 1;
      add(into, line.translateEscapes() + (joined || last ? "" : "\n"), place);
      place += written[i].length() + 1;
    }
  }

  private static void add(Text into, String text, int place) {
    into.text().append(text);
    for (int i = 0; i < text.length(); i++) {
      into.places().add(place);
    }
  }
}
