package dev.postcar.internal.source;

import dev.postcar.PostcarException;
import dev.postcar.result.Finding;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;

/** What the compiler found, as {@code file:line: message}. */
public final class CompileErrors {

  private static final int SHOWN = 5;

  private CompileErrors() {}

  /**
   * The refusal of sources that do not compile.
   *
   * @param diagnostics what the compiler reported; warnings are left out
   * @param otherOutput what else it printed, as it does before it gives up on a defect of its own
   */
  static PostcarException.Source of(
      List<Diagnostic<? extends JavaFileObject>> diagnostics, String otherOutput) {
    List<String> lines =
        diagnostics.stream()
            .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
            .map(CompileErrors::line)
            .toList();
    return of(lines.isEmpty() ? List.of(oneLine(otherOutput)) : lines);
  }

  static PostcarException.Source of(List<String> lines) {
    return new PostcarException.Source(
        "The sources do not compile.\n" + Rejections.shown(lines, SHOWN),
        null,
        lines.stream().map(line -> new Finding(null, "compile", line)).toList(),
        null);
  }

  /** The files that have errors. */
  static Set<Path> files(List<Diagnostic<? extends JavaFileObject>> diagnostics) {
    Set<Path> files = new HashSet<>();
    for (Diagnostic<? extends JavaFileObject> one : diagnostics) {
      if (one.getKind() == Diagnostic.Kind.ERROR
          && one.getSource() != null
          && "file".equals(one.getSource().toUri().getScheme())) {
        files.add(Path.of(one.getSource().toUri()));
      }
    }
    return files;
  }

  private static String line(Diagnostic<? extends JavaFileObject> error) {
    String message =
        oneLine(error.getMessage(Locale.ROOT))
            .replace(
                "illegal character: '\\ufeff'",
                "the file begins with a byte order mark (U+FEFF): save it as UTF-8 without one");
    if (error.getSource() == null) {
      return message;
    }
    boolean file = "file".equals(error.getSource().toUri().getScheme());
    return (file ? shown(Path.of(error.getSource().toUri())) : error.getSource().getName())
        + ":"
        + error.getLineNumber()
        + ": "
        + message;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*[\\r\\n]+\\s*", "; ");
  }

  /** Relative to the working directory where it is below it. */
  public static String shown(Path file) {
    Path here = Path.of("").toAbsolutePath();
    return (file.startsWith(here) ? here.relativize(file) : file).toString();
  }
}
