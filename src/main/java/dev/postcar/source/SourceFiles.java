package dev.postcar.source;

import dev.postcar.MigrationId;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * The source files of a request.
 *
 * @param compiled those of the requested packages: what is compiled
 * @param all every one below the roots: what may take part through the source path
 */
record SourceFiles(List<Path> compiled, List<Path> all) {

  private static final String EXTENSION = ".java";

  static SourceFiles of(SourceRequest request) throws IOException {
    List<Path> compiled = new ArrayList<>();
    List<Path> all = new ArrayList<>();
    for (Path root : request.sources()) {
      List<Path> below = below(root);
      all.addAll(below);
      for (String packageName : request.packages()) {
        Path folder = root.resolve(packageName.replace('.', '/'));
        for (Path file : below) {
          if (folder.equals(file.getParent())) {
            compiled.add(file);
          }
        }
      }
    }
    return new SourceFiles(List.copyOf(compiled), List.copyOf(all));
  }

  private static List<Path> below(Path root) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        root,
        // As the compiler does.
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            // No package is called .git.
            boolean hidden =
                !folder.equals(root) && folder.getFileName().toString().startsWith(".");
            return hidden ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && file.toString().endsWith(EXTENSION)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof FileSystemLoopException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }
        });
    Collections.sort(files);
    return files;
  }

  /**
   * Finds a file that is named like a migration and did not give that class: its package
   * declaration, or the class in it, has another name.
   *
   * @param request whose files these are
   * @param classes where they were compiled to
   * @return a line for each
   */
  List<String> strayed(SourceRequest request, Path classes) {
    List<String> lines = new ArrayList<>();
    for (Path file : compiled) {
      String name = file.getFileName().toString();
      String type = name.substring(0, name.length() - EXTENSION.length());
      for (Path root : request.sources()) {
        if (file.startsWith(root) && MigrationId.isName(type)) {
          Path folder = root.relativize(file.getParent());
          String expected = folder.toString().replace('\\', '/').replace('/', '.');
          if (isRequested(request, expected)
              && !Files.exists(classes.resolve(folder.toString()).resolve(type + ".class"))) {
            lines.add(
                CompileErrors.shown(file)
                    + ":1: there is no class "
                    + expected
                    + "."
                    + type
                    + " in it: mend its package declaration or the name of its class");
          }
        }
      }
    }
    return lines;
  }

  private static boolean isRequested(SourceRequest request, String packageName) {
    return request.packages().contains(packageName);
  }
}
