package dev.postcar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Messages, help and manual use the words of the trade, and the manual quotes messages exactly. */
final class WordsTest {

  /** What is not written, as a regular expression, and what is written instead. */
  private static final Map<Pattern, String> BANNED =
      banned(
          """
          mend(s|ed|ing)?                         fix
          anew|afresh                             again
          (there|where|here)(of|in|upon|with)     name the thing
          (?<!all |none |top )of it               name the thing, or leave it out
          besides?                                next to, with, in addition to
          told                                    reported, shown, notified
          t(ake|akes|aken|ook) (it |them )?away   remove, delete
          takes? (it|them) out                    remove
          leave (it|them) out                     omit
          say --                                  add --
          run the same again                      rerun the command
          st(and|ands|ood) in the way             block
          begun                                   started
          there twice                             found in both A and B; remove one
          there already                           already exists
          exclude each other                      cannot be combined
          turn(s|ed)? down                        reject
          nobody saw                              it is not known
          let .{1,30} stand for it                replace it with ...
          so that it is not                       so it is not
          """);

  /** A value in a message: what stands between two literals, or a format's. */
  private static final String VALUE = "\0";

  private static final Pattern FORMAT = Pattern.compile("%(\\d\\$)?[sd]");

  private static final Path MAIN = Path.of("src", "main");
  private static final Path DOCS = Path.of("src", "docs");

  /** What PostgreSQL and its driver say themselves, in headings of the manual. */
  private static final List<String> SERVERS =
      List.of(
          "password authentication failed for user",
          "does not exist",
          "The server does not support SSL",
          "permission denied",
          "must be owner of");

  private static final Map<Path, List<String>> messages = new LinkedHashMap<>();

  @BeforeAll
  static void readTheMessages() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(files(MAIN, ".java")));
      for (CompilationUnitTree unit : task.parse()) {
        List<String> found = new ArrayList<>();
        unit.accept(new Literals(found), null);
        messages.put(
            Path.of("").toAbsolutePath().relativize(Path.of(unit.getSourceFile().toUri())), found);
      }
    }
  }

  @Test
  void noMessageHasABannedWord() {
    List<String> wrong = new ArrayList<>();
    messages.forEach((file, texts) -> texts.forEach(text -> look(file.toString(), text, wrong)));
    assertThat(messages).hasSizeGreaterThan(300);
    assertThat(wrong).isEmpty();
  }

  @Test
  void noPageOfHelpHasABannedWord() {
    List<String> wrong = new ArrayList<>();
    for (String page : HelpText.names()) {
      look("help " + page, HelpText.of(page), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noPageOfTheManualHasABannedWord() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Path> pages = new ArrayList<>(files(DOCS, ".md"));
    pages.addAll(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
    for (Path page : pages) {
      look(page.toString(), prose(Files.readString(page)), wrong);
    }
    String changes = Files.readString(Path.of("CHANGELOG.md"));
    int unreleased = changes.indexOf("## [Unreleased]");
    int released = changes.indexOf("\n## [", unreleased + 1);
    look("CHANGELOG.md", prose(changes.substring(unreleased, released)), wrong);
    for (Path resource : files(MAIN.resolve("resources"), "")) {
      look(resource.toString(), Files.readString(resource), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  /** A heading is a message; each part between two values stands in one file's literals. */
  @Test
  void everyMessageInTroubleshootingIsOneOfPostcars() throws IOException {
    String launcher = Files.readString(Path.of("postcar"));
    List<String> unknown = new ArrayList<>();
    for (String line : Files.readAllLines(DOCS.resolve("troubleshooting.md"))) {
      if (!line.startsWith("### `") || line.contains("(SQLSTATE")) {
        continue;
      }
      for (MatchResult quoted : Pattern.compile("`([^`]+)`").matcher(line).results().toList()) {
        for (String part : quoted.group(1).split("…", -1)) {
          String text = part.replaceAll("^\\W+|\\W+$", "");
          if (text.matches(".*\\w{3}.*")
              && SERVERS.stream().noneMatch(text::contains)
              && !launcher.contains(text)
              && messages.values().stream().noneMatch(texts -> says(texts, text))) {
            unknown.add(quoted.group(1) + " -> " + text);
          }
        }
      }
    }
    assertThat(unknown).isEmpty();
  }

  /** Whether a text is made of at most three runs of a file's literals. */
  private static boolean says(List<String> texts, String text) {
    String rest = text;
    for (int runs = 0; runs < 3 && !rest.isEmpty(); runs++) {
      int length = rest.length();
      while (length > 0 && !isIn(texts, rest.substring(0, length))) {
        length--;
      }
      if (length < Math.min(3, rest.length())) {
        return false;
      }
      rest = rest.substring(length);
    }
    return rest.isEmpty();
  }

  private static boolean isIn(List<String> texts, String part) {
    return texts.stream().anyMatch(text -> text.contains(part));
  }

  private static void look(String where, String text, List<String> wrong) {
    String line = text.replace(VALUE, "…").replaceAll("\\s+", " ");
    BANNED.forEach(
        (pattern, instead) ->
            pattern
                .matcher(line)
                .results()
                .forEach(
                    found ->
                        wrong.add(
                            "%s: \"%s\", write: %s"
                                .formatted(
                                    where,
                                    line.substring(
                                        Math.max(0, found.start() - 40),
                                        Math.min(line.length(), found.end() + 20)),
                                    instead))));
  }

  /** A page without its code blocks and quoted texts. */
  private static String prose(String page) {
    return page.replaceAll("(?ms)^ *```.*?^ *```", "").replaceAll("`[^`]+`", "`");
  }

  private static List<Path> files(Path root, String ending) {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> Files.isRegularFile(file) && file.toString().endsWith(ending))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Pattern, String> banned(String table) {
    Map<Pattern, String> found = new LinkedHashMap<>();
    table
        .lines()
        .map(line -> line.split(" {2,}", 2))
        .forEach(
            row ->
                found.put(
                    Pattern.compile("\\b(?:" + row[0] + ")(?!\\w)", Pattern.CASE_INSENSITIVE),
                    row[1]));
    return found;
  }

  /** Collects string literals; a concatenation is one text, with {@link #VALUE} for what varies. */
  private static final class Literals extends TreeScanner<Void, Void> {

    private final List<String> found;

    Literals(List<String> found) {
      this.found = found;
    }

    @Override
    public Void visitBinary(BinaryTree tree, Void ignored) {
      if (tree.getKind() != Tree.Kind.PLUS) {
        return super.visitBinary(tree, null);
      }
      StringBuilder text = new StringBuilder();
      append(tree, text);
      add(text.toString());
      return null;
    }

    @Override
    public Void visitLiteral(LiteralTree tree, Void ignored) {
      if (tree.getValue() instanceof String text) {
        add(text);
      }
      return null;
    }

    private void append(Tree tree, StringBuilder text) {
      if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
        append(sum.getLeftOperand(), text);
        append(sum.getRightOperand(), text);
      } else if (tree instanceof LiteralTree literal && literal.getValue() instanceof String part) {
        text.append(part);
      } else {
        text.append(VALUE);
        scan(tree, null);
      }
    }

    private void add(String text) {
      found.add(FORMAT.matcher(text).replaceAll(VALUE));
    }
  }
}
