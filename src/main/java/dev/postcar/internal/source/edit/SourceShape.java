package dev.postcar.internal.source.edit;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What a source file contains in addition to the methods of its class.
 *
 * @param types simple names of its top-level types
 * @param annotations simple names of what its types are annotated with
 */
record SourceShape(List<String> types, Set<String> annotations) {

  /** Parses a file that compiles. */
  static SourceShape of(Path file) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  new StringWriter(),
                  manager,
                  diagnostic -> {},
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjects(file));
      List<String> types = new ArrayList<>();
      Set<String> annotations = new LinkedHashSet<>();
      for (CompilationUnitTree unit : task.parse()) {
        for (var tree : unit.getTypeDecls()) {
          if (tree instanceof ClassTree type) {
            types.add(type.getSimpleName().toString());
            for (AnnotationTree one : type.getModifiers().getAnnotations()) {
              String name = one.getAnnotationType().toString();
              annotations.add(name.substring(name.lastIndexOf('.') + 1));
            }
          }
        }
      }
      return new SourceShape(List.copyOf(types), Set.copyOf(annotations));
    }
  }
}
