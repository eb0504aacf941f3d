package dev.postcar.internal.source;

import dev.postcar.PostcarException;
import dev.postcar.internal.os.TextFile;
import dev.postcar.result.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Source files that say that they are of a requested package, and lie outside its folder. */
final class StrayFiles {

  /** What may stand before the package: white space, a comment, an annotation. */
  private static final Pattern BEFORE =
      Pattern.compile("\\s+|//[^\\n]*|/\\*[\\s\\S]*?\\*/|@[\\w.]+");

  private static final Pattern PACKAGE =
      Pattern.compile(
          "package\\s+([\\w.\\s]+?)\\s*;", Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  private StrayFiles() {}

  /** Refuses them, with a line for each. */
  static void refuse(SourceRequest request, SourceFiles files) throws IOException {
    List<String> lines = of(request, files).stream().distinct().toList();
    if (!lines.isEmpty()) {
      throw new PostcarException.Source(
          String.join("\n", lines) + ".",
          null,
          lines.stream().map(line -> new Finding(null, "compile", line)).toList(),
          null);
    }
  }

  private static List<String> of(SourceRequest request, SourceFiles files) throws IOException {
    List<String> lines = new ArrayList<>();
    Set<Path> compiled = Set.copyOf(files.compiled());
    for (Path file : files.all()) {
      if (compiled.contains(file)) {
        continue;
      }
      String declared = declared(file);
      if (declared != null && request.packages().contains(declared)) {
        lines.add(line(request, file, declared));
      }
    }
    return lines;
  }

  private static String declared(Path file) {
    try {
      String text = TextFile.read(file);
      Matcher before = BEFORE.matcher(text);
      while (before.lookingAt()) {
        before.region(before.end(), text.length());
      }
      Matcher found = PACKAGE.matcher(text).region(before.regionStart(), text.length());
      return found.lookingAt() ? found.group(1).replaceAll("\\s", "") : null;
    } catch (IOException e) {
      // Nothing that a compiler could read.
      return null;
    }
  }

  private static String line(SourceRequest request, Path file, String declared) {
    Path folder = Path.of(declared.replace('.', '/'));
    Path parent = file.toAbsolutePath().normalize().getParent();
    if (parent.endsWith(folder)) {
      Path root = parent;
      for (int i = 0; i < folder.getNameCount(); i++) {
        root = root.getParent();
      }
      return "\"sources\" points inside package %s. Use the package's root folder, %s"
          .formatted(declared, CompileErrors.shown(root));
    }
    Path root =
        request.sources().stream()
            .filter(file::startsWith)
            .findFirst()
            .orElse(request.sources().get(0));
    return CompileErrors.shown(file)
        + ":1: it is in package "
        + declared
        + ", but not in its folder, and would be ignored. Move it to "
        + CompileErrors.shown(root.resolve(folder))
        + ", or fix its package";
  }
}
