package dev.postcar.internal.source.edit;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.postcar.Migration;
import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.CompileErrors;
import dev.postcar.internal.source.SourceRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;

/**
 * Finds the places in source files that name some migrations' classes, as the compiler understands
 * them: not in comments, and in text only where that is the name of a migration.
 */
final class References extends TreePathScanner<Void, Void> {

  private static final String POSTCAR = Migration.class.getPackageName();

  private final Map<String, MigrationId> ids;
  private final Path file;
  private final CompilationUnitTree unit;
  private final CharSequence text;
  private final Trees trees;
  private final Elements elements;
  private final Map<Integer, Reference> found = new TreeMap<>();

  private References(
      Map<String, MigrationId> ids, Path file, CompilationUnitTree unit, JavacTask task)
      throws IOException {
    this.ids = ids;
    this.file = file;
    this.unit = unit;
    this.text = unit.getSourceFile().getCharContent(true);
    this.trees = Trees.instance(task);
    this.elements = task.getElements();
  }

  /** Finds them in Java files. */
  static List<Reference> find(SourceRequest request, List<Path> files, Map<String, MigrationId> ids)
      throws IOException {
    List<Reference> all = new ArrayList<>();
    UnderstoodSources.visit(
        request,
        files,
        (file, unit, task) -> {
          References references = new References(ids, file, unit, task);
          references.scan(unit, null);
          all.addAll(references.found.values());
        });
    return all;
  }

  @Override
  public Void visitIdentifier(IdentifierTree node, Void none) {
    MigrationId id = meant(element());
    if (id != null && node.getName().contentEquals(id.name())) {
      add(id, start(node), isInAnnotation() ? Reference.Place.ANNOTATION : Reference.Place.CODE);
    }
    return super.visitIdentifier(node, null);
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree node, Void none) {
    MigrationId id = meant(element());
    if (id == null) {
      // In an import of a static member no element is known.
      id = ids.get(node.toString());
    }
    if (id != null && node.getIdentifier().contentEquals(id.name())) {
      Reference.Place place =
          isInAnnotation()
              ? Reference.Place.ANNOTATION
              : isImported() ? Reference.Place.IMPORT : Reference.Place.CODE;
      add(id, end(node) - id.name().length(), place);
    }
    return super.visitMemberSelect(node, null);
  }

  @Override
  public Void visitClass(ClassTree node, Void none) {
    MigrationId id = meant(element());
    if (id != null) {
      int at =
          find("\\bclass\\s+(" + Pattern.quote(id.name()) + ")\\b", behind(node.getModifiers()));
      add(id, at, Reference.Place.DECLARATION);
    }
    return super.visitClass(node, null);
  }

  @Override
  public Void visitMethod(MethodTree node, Void none) {
    Element element = element();
    MigrationId id =
        node.getName().contentEquals("<init>") && element != null
            ? meant(element.getEnclosingElement())
            : null;
    if (id != null && elements.getOrigin(element) == Elements.Origin.EXPLICIT) {
      int at = find("\\b(" + Pattern.quote(id.name()) + ")\\s*\\(", behind(node.getModifiers()));
      add(id, at, Reference.Place.DECLARATION);
    }
    return super.visitMethod(node, null);
  }

  @Override
  public Void visitLiteral(LiteralTree node, Void none) {
    if (node.getValue() instanceof String value) {
      boolean annotation = isInAnnotation();
      MigrationId id = ids.get(value.strip());
      if (id == null && annotation) {
        // In an annotation of postcar's the simple name is enough.
        String own = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        id = ids.get(own + value.strip());
      }
      if (id != null) {
        int begin = start(node);
        int at = text.subSequence(begin, end(node)).toString().lastIndexOf(id.name());
        add(id, begin + at, annotation ? Reference.Place.ANNOTATION : Reference.Place.TEXT);
      }
    }
    return super.visitLiteral(node, null);
  }

  private boolean isInAnnotation() {
    for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
      if (path.getLeaf() instanceof AnnotationTree annotation) {
        Element type = trees.getElement(new TreePath(path, annotation.getAnnotationType()));
        return type != null
            && elements.getPackageOf(type).getQualifiedName().contentEquals(POSTCAR);
      }
    }
    return false;
  }

  private boolean isImported() {
    return getCurrentPath().getParentPath().getLeaf() instanceof ImportTree imported
        && !imported.isStatic();
  }

  private Element element() {
    return trees.getElement(getCurrentPath());
  }

  private MigrationId meant(Element element) {
    return element instanceof TypeElement type ? ids.get(type.getQualifiedName().toString()) : null;
  }

  /** Where the modifiers end; where there are none, where the declaration begins. */
  private int behind(Tree modifiers) {
    int end = end(modifiers);
    return end >= 0 ? end : start(getCurrentPath().getLeaf());
  }

  private int find(String pattern, int from) {
    Matcher matcher = Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS).matcher(text);
    return matcher.find(Math.max(from, 0)) ? matcher.start(1) : -1;
  }

  private int start(Tree tree) {
    return (int) trees.getSourcePositions().getStartPosition(unit, tree);
  }

  private int end(Tree tree) {
    return (int) trees.getSourcePositions().getEndPosition(unit, tree);
  }

  private void add(MigrationId id, int offset, Reference.Place place) {
    int end = offset + id.name().length();
    boolean there =
        offset >= 0
            && end <= text.length()
            && text.subSequence(offset, end).toString().equals(id.name());
    if (!there) {
      throw new PostcarException.Source(
          CompileErrors.shown(file)
              + " names "
              + id.name()
              + " in a way that postcar cannot change (an escape, or a comment inside the name)."
              + " Nothing was changed.");
    }
    long line = unit.getLineMap().getLineNumber(offset);
    String shown = getCurrentPath().getLeaf().toString();
    found.put(offset, new Reference(file, id, offset, line, place, shown));
  }
}
