package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.postcar.PostcarException;
import dev.postcar.testing.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class SourceCompilerTest {

  @TempDir private Path directory;
  private final AtomicInteger compilations = new AtomicInteger();
  private Workshop workshop;

  @BeforeEach
  void open() {
    workshop = new Workshop(directory).migration("shop.M0001_A");
  }

  private Path compile() {
    return compile(workshop.fromSources("shop"));
  }

  private Path compile(SourceRequest request) {
    Supplier<JavaCompiler> counted =
        () -> {
          compilations.incrementAndGet();
          return ToolProvider.getSystemJavaCompiler();
        };
    return new SourceCompiler(request, counted).compile();
  }

  private List<Path> cached() throws IOException {
    try (Stream<Path> list = Files.list(workshop.cache)) {
      return list.toList();
    }
  }

  @Test
  void compilesTheSameContentOnce() throws IOException {
    Path first = compile();
    Path second = compile();

    assertThat(second).isEqualTo(first).startsWith(workshop.cache);
    assertThat(compilations).hasValue(1);
    assertThat(cached()).containsExactly(first);
    assertThat(Workshop.ids(workshop.fromSources("shop"))).containsExactly("shop.M0001_A");
  }

  @Test
  void compilesAgainWhenAnySourceChangesEvenOneThatOnlyTakesPart() {
    workshop.source("shop.parts.Names", "public class Names { public static final int A = 1; }");
    compile();
    workshop.source("shop.parts.Names", "public class Names { public static final int A = 2; }");
    compile();
    workshop.migration("shop.M0002_B");
    compile();

    assertThat(compilations).hasValue(3);
  }

  @Test
  void compilesAgainWhenAClassOnTheClassPathChanges() throws IOException {
    Path parts = directory.resolve("parts");
    workshop.source(parts, "part.Name", "public class Name { public static final int A = 1; }");
    Path classes = workshop.classes(parts, "part-classes");
    SourceRequest request =
        new SourceRequest(
            List.of("shop"),
            List.of(classes),
            List.of(workshop.sources),
            Workshop.parent(),
            workshop.cache);
    compile(request);
    compile(request);
    assertThat(compilations).hasValue(1);

    workshop.source(parts, "part.Name", "public class Name { public static final long A = 1; }");
    workshop.classes(parts, "part-classes");
    compile(request);

    assertThat(compilations).hasValue(2);
  }

  @Test
  void readsSymbolicLinksAsTheCompilerDoes() throws IOException {
    Path real = directory.resolve("real");
    workshop.source(real, "linked.Names", "public class Names { public static final int A = 1; }");
    Files.createSymbolicLink(workshop.sources.resolve("linked"), real.resolve("linked"));
    Files.createSymbolicLink(workshop.sources.resolve("loop"), workshop.sources);
    compile();
    workshop.source(real, "linked.Names", "public class Names { public static final int A = 2; }");
    compile();

    assertThat(compilations).hasValue(2);
  }

  @Test
  void leavesAloneALinkThatLeadsNowhereAndAFolderNamedLikeAFile() throws IOException {
    Path folder = workshop.sources.resolve("shop");
    Path first = compile();
    Files.createSymbolicLink(folder.resolve(".#M0001_A.java"), folder.resolve("ada@host.123"));
    Files.createDirectory(folder.resolve("M0002_B.java"));

    assertThat(compile()).isEqualTo(first);
    assertThat(compilations).hasValue(1);
  }

  /** It would be a migration that nobody misses. */
  @Test
  void refusesAMigrationThatIsALinkToNothingOrToNoFile() throws IOException {
    Path folder = workshop.sources.resolve("shop");
    for (String target : List.of("gone.java", "/dev/null")) {
      Path link = Files.createSymbolicLink(folder.resolve("M0002_B.java"), Path.of(target));
      assertThatThrownBy(this::compile)
          .isInstanceOf(PostcarException.Source.class)
          .hasMessageContaining("M0002_B.java is no file, or a link that leads to none");
      Files.delete(link);
    }
  }

  @Test
  void saysWhichFolderCannotBeListed() throws IOException {
    Path root = workshop.sources;
    assertThatThrownBy(
            () ->
                SourceTree.visit(
                    root.resolve("shop/M0001_A.java"), List.of(".java"), (in, files) -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("M0001_A.java cannot be listed");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysWhereANameCannotBeReadInTheLocale() throws Exception {
    ProcessBuilder touch =
        new ProcessBuilder("sh", "-c", ": >\"$(printf 'src/shop/Caf\\303\\251.java')\"");
    assertThat(touch.directory(directory.toFile()).start().waitFor()).isZero();
    ProcessBuilder child =
        new ProcessBuilder(
                ChildJvm.command("dev.postcar.cli.Main", "graph", "shop", "--sources=src"))
            .directory(directory.toFile())
            .redirectErrorStream(true);
    child.environment().put("LC_ALL", "POSIX");
    Process process = child.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).startsWith("postcar: The sources cannot be compiled").contains("set LC_ALL=");
    assertThat(process.waitFor()).isEqualTo(4);
  }

  @Test
  void keepsTheFiveUsedLast() throws IOException {
    for (int i = 0; i < 8; i++) {
      workshop.source("shop.Part", "class Part { int a = " + i + "; }");
      compile();
    }

    assertThat(cached()).hasSize(5);
  }

  @Test
  void doesNotTrustADamagedJar() throws IOException {
    Path jar = compile();
    byte[] bytes = Files.readAllBytes(jar);
    bytes[bytes.length / 2] ^= 1;
    Files.write(jar, bytes);

    assertThat(Workshop.ids(workshop.fromSources("shop"))).containsExactly("shop.M0001_A");
    compile();
    assertThat(compilations).hasValue(1);
    assertThat(cached()).hasSize(1);
  }

  @Test
  void goesWithoutACacheThatCannotBeWritten() {
    Path file = directory.resolve("file");
    Workshop.write(file, "");

    for (Path cache : new Path[] {null, file, file.resolve("below")}) {
      SourceRequest request =
          new SourceRequest(
              List.of("shop"), List.of(), List.of(workshop.sources), Workshop.parent(), cache);
      assertThat(compile(request)).exists().doesNotHaveToString(workshop.cache.toString());
      assertThat(Workshop.ids(request)).containsExactly("shop.M0001_A");
    }
  }

  @Test
  void doesNotKeepWhatWasEditedWhileItWasCompiled() throws IOException {
    Supplier<JavaCompiler> editing =
        () -> {
          workshop.migration("shop.M0002_B");
          return ToolProvider.getSystemJavaCompiler();
        };

    Path jar = new SourceCompiler(workshop.fromSources("shop"), editing).compile();

    assertThat(jar).exists();
    assertThat(workshop.cache).doesNotExist();
  }

  @Test
  void leavesPackagesAloneThatAreNotConfigured() {
    workshop.source("other.Broken", "class Broken { int a = \"x\"; }");

    assertThat(workshop.loaded("shop")).containsExactly("shop.M0001_A");
  }

  @Test
  void findsWhatMigrationsUseThroughTheSourcePath() {
    Path second = directory.resolve("second");
    workshop
        .source(
            second, "parts.Words", "public class Words { public static String a = \"select 7\"; }")
        .source(
            "shop.M0002_B",
            "public class M0002_B extends Migration {"
                + " @Override public String forward() { return parts.Words.a; } }");
    SourceRequest request =
        new SourceRequest(
            List.of("shop"),
            List.of(),
            List.of(workshop.sources, second),
            Workshop.parent(),
            workshop.cache);

    assertThat(MigrationLoader.load(request).get(1).forwardSql()).isEqualTo("select 7");
  }

  @Test
  void readsUtf8AndMindsNoWarnings() {
    workshop.source(
        "shop.M0002_Größe",
        "public class M0002_Größe extends Migration { java.util.List raw = new java.util.Vector();"
            + " @Override public String forward() { return \"select 'größe 😀'\"; } }");

    assertThat(MigrationLoader.load(workshop.fromSources("shop")).get(1).forwardSql())
        .isEqualTo("select 'größe 😀'");
  }

  @Test
  void compilesBesideAModuleDeclaration() {
    Workshop.write(workshop.sources.resolve("module-info.java"), "module shop {}");

    assertThat(workshop.loaded("shop")).containsExactly("shop.M0001_A");
  }

  @Test
  void readsAPackageWithNothingButItsDescription() {
    Workshop.write(workshop.sources.resolve("empty/package-info.java"), "package empty;");

    assertThat(Workshop.refusal(workshop.fromSources("empty"))).contains("has no migration");
  }

  @Test
  void reportsErrorsByFileAndLineAndKeepsNothing() {
    workshop
        .source("shop.M0002_B", "public class M0002_B extends Migration { int a = \"x\"; }")
        .source("shop.M0003_C", "public class M0003_C { Gone gone; }");

    assertThat(Workshop.refusal(workshop.fromSources("shop")).lines())
        .satisfiesExactly(
            title -> assertThat(title).isEqualTo("The sources do not compile."),
            missing ->
                assertThat(missing)
                    .startsWith(workshop.sources.resolve("shop/M0003_C.java") + ":3: ")
                    .contains("cannot find symbol", "class Gone"),
            abstractMethod ->
                assertThat(abstractMethod)
                    .startsWith(workshop.sources.resolve("shop/M0002_B.java") + ":3: ")
                    .contains("forward()"),
            type -> assertThat(type).contains(":3: incompatible types"));
    assertThat(workshop.cache).doesNotExist();
  }

  @Test
  void reportsFiveErrorsAndCountsTheRest() {
    workshop.source("shop.M0002_B", "class M0002_B { A a; B b; C c; D d; E e; F f; G g; }");

    assertThat(Workshop.refusal(workshop.fromSources("shop")).lines())
        .hasSize(7)
        .last()
        .isEqualTo("… and 2 more.");
  }

  @Test
  void showsFilesRelativeToTheWorkingDirectory() {
    Path here = Path.of("").toAbsolutePath();

    assertThat(CompileErrors.shown(here.resolve("src/A.java")))
        .isEqualTo(Path.of("src/A.java").toString());
    assertThat(CompileErrors.shown(here.resolveSibling("A.java"))).startsWith("/");
  }

  @Test
  void refusesAFileThatDoesNotHoldTheMigrationItIsNamedFor() {
    Path shop = workshop.sources.resolve("shop");
    Workshop.write(shop.resolve("M0002_B.java"), "package shopp;\nclass Whatever {}\n");
    Workshop.write(
        shop.resolve("M0003_C.java"),
        "package elsewhere;\nimport dev.postcar.*;\n" + Workshop.sound("M0003_C"));

    assertThat(Workshop.refusal(workshop.fromSources("shop")))
        .contains(shop.resolve("M0002_B.java") + ":1: there is no class shop.M0002_B in it")
        .contains(shop.resolve("M0003_C.java") + ":1: there is no class shop.M0003_C in it");
    assertThat(workshop.cache).doesNotExist();
  }

  @Test
  void refusesAClassThatIsInTwoSourceDirectories() {
    Path second = directory.resolve("second");
    workshop.source(second, "shop.M0001_A", Workshop.sound("M0001_A"));

    assertThat(
            Workshop.refusal(
                new SourceRequest(
                    List.of("shop"),
                    List.of(),
                    List.of(workshop.sources, second),
                    Workshop.parent(),
                    workshop.cache)))
        .contains("duplicate class: shop.M0001_A");
  }

  @Test
  void saysThatItTakesAJdk() {
    SourceCompiler compiler = new SourceCompiler(workshop.fromSources("shop"), () -> null);

    PostcarException.Source refusal =
        catchThrowableOfType(PostcarException.Source.class, compiler::compile);

    assertThat(refusal).hasMessageContaining("no compiler (a JRE?). Run postcar on a JDK");
  }

  @Test
  void needsNoCompilerForWhatIsInTheCache() {
    Path jar = compile();

    assertThat(new SourceCompiler(workshop.fromSources("shop"), () -> null).compile())
        .isEqualTo(jar);
  }

  @Test
  void saysWhatIsWrongWithSourcesThatCannotBeRead() throws IOException {
    Files.write(
        workshop.sources.resolve("shop/M0002_B.java"),
        "class M0002_B { String ä; }".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(this::compile)
        .isInstanceOf(PostcarException.Source.class)
        .hasMessageContaining("M0002_B.java:1: unmappable character");
  }
}
