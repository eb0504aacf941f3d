package dev.postcar.source;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.lang.model.element.Element;
import javax.lang.model.util.Elements;

/**
 * The places in one source file that name a migration's class, as the compiler understands them:
 * not in comments, and in text only where that is the name of a migration.
 */
final class References extends TreePathScanner<Void, Void> {

  private static final String POSTCAR = Migration.class.getPackageName();

  private final MigrationId id;
  private final CompilationUnitTree unit;
  private final CharSequence text;
  private final Trees trees;
  private final Elements elements;
  private final Set<Integer> offsets = new TreeSet<>();
  private boolean declares;

  private References(MigrationId id, CompilationUnitTree unit, JavacTask task) throws IOException {
    this.id = id;
    this.unit = unit;
    this.text = unit.getSourceFile().getCharContent(true);
    this.trees = Trees.instance(task);
    this.elements = task.getElements();
  }

  /**
   * Finds them.
   *
   * @param task that has analysed the file
   */
  static References of(MigrationId id, CompilationUnitTree unit, JavacTask task)
      throws IOException {
    References references = new References(id, unit, task);
    references.scan(unit, null);
    return references;
  }

  /** Where the simple name begins, in characters, in ascending order. */
  Set<Integer> offsets() {
    return offsets;
  }

  /** Whether the class itself is in this file. */
  boolean declares() {
    return declares;
  }

  @Override
  public Void visitIdentifier(IdentifierTree node, Void none) {
    if (node.getName().contentEquals(id.name()) && isMeant(element())) {
      add(start(node));
    }
    return super.visitIdentifier(node, null);
  }

  @Override
  public Void visitMemberSelect(MemberSelectTree node, Void none) {
    // In an import of a static member no element is known.
    boolean named = isMeant(element()) || node.toString().equals(id.toString());
    if (node.getIdentifier().contentEquals(id.name()) && named) {
      add(end(node) - id.name().length());
    }
    return super.visitMemberSelect(node, null);
  }

  @Override
  public Void visitClass(ClassTree node, Void none) {
    if (node.getSimpleName().contentEquals(id.name()) && isMeant(element())) {
      declares = true;
      add(find("\\bclass\\s+(" + Pattern.quote(id.name()) + ")\\b", behind(node.getModifiers())));
    }
    return super.visitClass(node, null);
  }

  @Override
  public Void visitMethod(MethodTree node, Void none) {
    Element element = element();
    if (node.getName().contentEquals("<init>")
        && isMeant(element.getEnclosingElement())
        && elements.getOrigin(element) == Elements.Origin.EXPLICIT) {
      add(find("\\b(" + Pattern.quote(id.name()) + ")\\s*\\(", behind(node.getModifiers())));
    }
    return super.visitMethod(node, null);
  }

  @Override
  public Void visitLiteral(LiteralTree node, Void none) {
    if (node.getValue() instanceof String value && isName(value.strip())) {
      int begin = start(node);
      int at = text.subSequence(begin, end(node)).toString().lastIndexOf(id.name());
      add(begin + at);
    }
    return super.visitLiteral(node, null);
  }

  /** The full name is one anywhere; the simple one in an annotation of postcar's. */
  private boolean isName(String value) {
    String own = unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    return value.equals(id.toString())
        || (value.equals(id.name()) && own.equals(id.packageName()) && isInAnnotation());
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

  private Element element() {
    return trees.getElement(getCurrentPath());
  }

  private boolean isMeant(Element element) {
    return element != null
        && (element.getKind().isClass() || element.getKind().isInterface())
        && element.getSimpleName().contentEquals(id.name())
        && elements.getPackageOf(element).getQualifiedName().contentEquals(id.packageName());
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

  private void add(int offset) {
    int end = offset + id.name().length();
    boolean there =
        offset >= 0
            && end <= text.length()
            && text.subSequence(offset, end).toString().equals(id.name());
    if (!there) {
      throw new PostcarException.Source(
          CompileErrors.shown(Path.of(unit.getSourceFile().toUri()))
              + " names "
              + id.name()
              + " in a way that cannot be changed (an escape, or a comment inside the name)."
              + " Nothing was changed.");
    }
    offsets.add(offset);
  }
}
