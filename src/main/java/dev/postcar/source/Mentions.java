package dev.postcar.source;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.postcar.MigrationId;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * What the other sources say of migrations that are about to go: an annotation of postcar's that
 * names one is to name its squash; anything else is in the way.
 */
final class Mentions {

  private static final String ANNOTATIONS = "dev.postcar.";

  private final Set<String> gone;
  private final MigrationId squash;
  private final Map<Path, List<Edit>> edits = new TreeMap<>();
  private final List<String> inTheWay = new ArrayList<>();

  private Mentions(Set<String> gone, MigrationId squash) {
    this.gone = gone;
    this.squash = squash;
  }

  private record Edit(int from, int to, String text) {}

  /**
   * Finds them.
   *
   * @param request whose sources these are
   * @param files all of them but those of the migrations that go
   * @param gone full names of the migrations that go
   * @param squash what is named in their place
   * @throws IOException if a source cannot be read
   */
  static Mentions find(
      SourceRequest request, List<Path> files, Set<String> gone, MigrationId squash)
      throws IOException {
    Mentions mentions = new Mentions(gone, squash);
    List<Path> suspects = new ArrayList<>();
    for (Path file : files) {
      String text = Files.readString(file);
      if (gone.stream().anyMatch(name -> text.contains(MigrationId.of(name).name()))) {
        suspects.add(file);
      }
    }
    if (!suspects.isEmpty()) {
      mentions.scan(request, suspects);
    }
    return mentions;
  }

  /** A line for each use that no other name could stand in for. */
  List<String> inTheWay() {
    return inTheWay;
  }

  /** The files that name one of them, with the squash's name in its place. */
  Map<Path, String> rewritten() throws IOException {
    Map<Path, String> rewritten = new LinkedHashMap<>();
    for (Map.Entry<Path, List<Edit>> entry : edits.entrySet()) {
      StringBuilder text = new StringBuilder(Files.readString(entry.getKey()));
      entry.getValue().stream()
          .sorted(Comparator.comparingInt(Edit::from).reversed())
          .forEach(edit -> text.replace(edit.from(), edit.to(), edit.text()));
      rewritten.put(entry.getKey(), text.toString());
    }
    return rewritten;
  }

  /** What else does not compile in these files is not of interest here. */
  private void scan(SourceRequest request, List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> ignored = new DiagnosticCollector<>();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(ignored, Locale.ROOT, StandardCharsets.UTF_8)) {
      manager.setLocationFromPaths(StandardLocation.SOURCE_PATH, request.sources());
      manager.setLocationFromPaths(StandardLocation.CLASS_PATH, CompileClassPath.of(request));
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  new StringWriter(),
                  manager,
                  ignored,
                  List.of("-proc:none", "-nowarn", "-implicit:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      Iterable<? extends CompilationUnitTree> units = task.parse();
      task.analyze();
      Trees trees = Trees.instance(task);
      for (CompilationUnitTree unit : units) {
        new Scan(trees, unit).scan(unit, null);
      }
    }
  }

  /** One file. */
  private final class Scan extends TreePathScanner<Void, Void> {
    private final Trees trees;
    private final CompilationUnitTree unit;
    private final Path file;

    Scan(Trees trees, CompilationUnitTree unit) {
      this.trees = trees;
      this.unit = unit;
      this.file = Path.of(unit.getSourceFile().toUri());
    }

    @Override
    public Void visitIdentifier(IdentifierTree tree, Void none) {
      if (isGone()) {
        named(tree, squash.name());
      }
      return null;
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree tree, Void none) {
      if (isGone()) {
        named(tree, squash.toString());
        return null;
      }
      return super.visitMemberSelect(tree, null);
    }

    @Override
    public Void visitLiteral(LiteralTree tree, Void none) {
      boolean named = tree.getValue() instanceof String text && gone.contains(text.strip());
      if (named && isInAnnotation()) {
        edit(tree, '"' + squash.toString() + '"');
      }
      return null;
    }

    private boolean isGone() {
      Element element = trees.getElement(getCurrentPath());
      return element instanceof TypeElement type
          && gone.contains(type.getQualifiedName().toString());
    }

    private void named(Tree tree, String other) {
      if (isInAnnotation() || isImported()) {
        edit(tree, other);
        return;
      }
      long line = unit.getLineMap().getLineNumber(start(tree));
      inTheWay.add(CompileErrors.shown(file) + ":" + line + ": uses " + tree);
    }

    private boolean isInAnnotation() {
      for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
        if (path.getLeaf() instanceof ClassTree) {
          return false;
        }
        if (path.getLeaf() instanceof AnnotationTree annotation) {
          Element type = trees.getElement(new TreePath(path, annotation.getAnnotationType()));
          return String.valueOf(type).startsWith(ANNOTATIONS);
        }
      }
      return false;
    }

    private boolean isImported() {
      return getCurrentPath().getParentPath().getLeaf() instanceof ImportTree imported
          && !imported.isStatic();
    }

    private void edit(Tree tree, String text) {
      int end = (int) trees.getSourcePositions().getEndPosition(unit, tree);
      edits
          .computeIfAbsent(file, key -> new ArrayList<>())
          .add(new Edit((int) start(tree), end, text));
    }

    private long start(Tree tree) {
      return trees.getSourcePositions().getStartPosition(unit, tree);
    }
  }
}
