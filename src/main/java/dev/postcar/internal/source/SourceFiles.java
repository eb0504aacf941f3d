package dev.postcar.internal.source;

import dev.postcar.MigrationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The source files of a request.
 *
 * @param compiled those of the requested packages: what is compiled
 * @param all every one below the roots: what may take part through the source path
 * @param sql the SQL files of the requested packages, with the package of each
 */
public record SourceFiles(List<Path> compiled, List<Path> all, Map<Path, String> sql) {

  private static final String EXTENSION = ".java";

  public static SourceFiles of(SourceRequest request) throws IOException {
    List<Path> compiled = new ArrayList<>();
    List<Path> all = new ArrayList<>();
    Map<Path, String> sql = new LinkedHashMap<>();
    for (Path root : request.sources()) {
      Map<Path, String> requested = new HashMap<>();
      for (String packageName : request.packages()) {
        requested.put(root.resolve(packageName.replace('.', '/')), packageName);
      }
      SourceTree.visit(
          root,
          List.of(EXTENSION, SqlFile.EXTENSION),
          (folder, files) -> {
            String packageName = requested.get(folder);
            for (Path file : files) {
              if (!file.toString().endsWith(EXTENSION)) {
                if (packageName != null && request.sqlFiles()) {
                  sql.put(file, packageName);
                }
              } else {
                all.add(file);
                if (packageName != null) {
                  compiled.add(file);
                }
              }
            }
          });
    }
    return new SourceFiles(
        List.copyOf(compiled), List.copyOf(all), Collections.unmodifiableMap(sql));
  }

  /** Those in which a migration can be named: the Java and the SQL files. */
  public List<Path> everything() {
    List<Path> everything = new ArrayList<>(all);
    everything.addAll(sql.keySet());
    return everything;
  }

  /**
   * Finds a file that is named like a migration and did not give that class: its package
   * declaration, or the class in it, has another name.
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
          if (request.packages().contains(expected)
              && !Files.exists(classes.resolve(folder.toString()).resolve(type + ".class"))) {
            lines.add(
                ("%s:1: there is no class %s.%s in it. Fix its package declaration or the"
                        + " name of its class")
                    .formatted(CompileErrors.shown(file), expected, type));
          }
        }
      }
    }
    return lines;
  }
}
