package dev.postcar.internal.source.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.MigrationLoader;
import dev.postcar.internal.source.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SkeletonTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-20T19:30:00Z"), ZoneId.of("Asia/Tokyo"));

  @TempDir private Path directory;

  private Skeleton.Request request(String name, Skeleton.Kind kind) {
    return new Skeleton.Request(
        name, "shop.migrations", kind, false, List.of(directory.resolve("src")), null);
  }

  private Skeleton.Request timed(String name) {
    return new Skeleton.Request(
        name, "shop", Skeleton.Kind.SQL, true, List.of(directory.resolve("src")), null);
  }

  private void existing(String file) {
    Workshop.write(directory.resolve(file), "");
  }

  @ParameterizedTest
  @CsvSource({
    "add_users, M0004_AddUsers",
    "AddUsers, M0004_AddUsers",
    "add users, M0004_AddUsers",
    "add-users, M0004_AddUsers",
    "'  add  users! ', M0004_AddUsers",
    "addUsers, M0004_AddUsers",
    "add 2fa, M0004_Add2fa",
    "2fa, M0004_2fa",
    "größe messen, M0004_GrößeMessen",
    "gro\u0308ße, M0004_Größe",
    "shop.books, M0004_ShopBooks",
    "class, M0004_Class",
    "../../etc/passwd, M0004_EtcPasswd",
  })
  void isNamedAfterTheWordsInAnyForm(String name, String type) {
    existing("src/shop/migrations/M0003_Last.java");

    Path file = Skeleton.write(request(name, Skeleton.Kind.SQL));

    assertThat(file).isEqualTo(directory.resolve("src/shop/migrations/" + type + ".java")).exists();
    assertThat(Skeleton.idOf(file, "shop.migrations"))
        .isEqualTo(new MigrationId("shop.migrations", type));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "___", "123", "!?", "½"})
  void refusesANameWithoutLetters(String name) {
    assertThatThrownBy(() -> Skeleton.write(request(name, Skeleton.Kind.SQL)))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("no letter");
    assertThat(directory.resolve("src")).doesNotExist();
  }

  @Test
  void refusesANameThatIsNumberedAlready() {
    assertThatThrownBy(() -> Skeleton.write(request("M0007_AddUsers", Skeleton.Kind.SQL)))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("already has a number");
  }

  @ParameterizedTest
  @CsvSource({
    "M0001_A;M0002_B, 0003",
    "M0009_A;M0002_B, 0010",
    "M9999_A, 10000",
    "M000012_A, 000013",
    "M0001_A;M00007_Ü, 00008",
    "M20261120193000_A, 20261120193001",
    "M1_Misnamed;Helper;M0001_A, 0002",
    "Helper, 0001",
  })
  void takesTheNextFreeSequenceInTheWidthOfTheOthers(String present, String sequence) {
    for (String type : present.split(";", -1)) {
      existing("src/shop/migrations/" + type + ".java");
    }

    assertThat(Skeleton.write(request("x", Skeleton.Kind.SQL)).getFileName())
        .hasToString("M" + sequence + "_X.java");
  }

  @Test
  void looksForTakenSequencesInEverySourceDirectoryAndAmongClasses() {
    existing("second/shop/M0005_A.java");
    existing("second/bank/M0900_A.java");
    List<Path> roots = List.of(directory.resolve("src"), directory.resolve("second"));
    List<MigrationId> classes =
        List.of(MigrationId.of("shop.M0007_B"), MigrationId.of("bank.M0800_B"));

    assertThat(
            Skeleton.write(
                new Skeleton.Request(
                    "x", "shop", Skeleton.Kind.SQL, null, false, roots, null, classes)))
        .isEqualTo(directory.resolve("src/shop/M0008_X.java"));
    assertThat(
            Skeleton.write(
                new Skeleton.Request("x", "shop", Skeleton.Kind.SQL, false, roots, null)))
        .isEqualTo(directory.resolve("src/shop/M0009_X.java"));
  }

  @Test
  void countsFromOneInANewPackageWhoseFolderItMakes() {
    assertThat(Skeleton.write(request("init", Skeleton.Kind.SQL)))
        .isEqualTo(directory.resolve("src/shop/migrations/M0001_Init.java"));
  }

  @Test
  void takesTheTimeInUtcOnRequestAndTheNextSecondWhereThatIsTaken() {
    assertThat(Skeleton.write(timed("add isbn"), CLOCK))
        .isEqualTo(directory.resolve("src/shop/M20261120193000_AddIsbn.java"));
    assertThat(Skeleton.write(timed("add isbn"), CLOCK))
        .isEqualTo(directory.resolve("src/shop/M20261120193001_AddIsbn.java"));
  }

  @Test
  void ofSqlIsRefusedUntilItIsWritten() {
    Skeleton.write(request("add users", Skeleton.Kind.SQL));

    assertThat(Workshop.refusal(new Workshop(directory).fromSources("shop.migrations")))
        .startsWith("shop.migrations.M0001_AddUsers: forward() returns only comments");
  }

  @Test
  void ofCodeLoadsAndFailsUntilItIsWritten() {
    Skeleton.write(request("add users", Skeleton.Kind.CODE));

    AvailableMigration migration =
        MigrationLoader.load(new Workshop(directory).fromSources("shop.migrations")).get(0);

    assertThat(migration.code()).isTrue();
    assertThatThrownBy(() -> ((dev.postcar.CodeMigration) migration.instance()).forward(null))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("M0001_AddUsers");
  }

  @Test
  void leavesNoPlaceholder() throws IOException {
    for (Skeleton.Kind kind : Skeleton.Kind.values()) {
      assertThat(Files.readString(Skeleton.write(request("add users", kind))))
          .startsWith("package shop.migrations;\n")
          .contains("AddUsers extends ")
          .doesNotContain("{{", "}}")
          .endsWith("}\n");
    }
  }

  @Test
  void takesATemplateOfTheUsersWhereThereIsOne() throws IOException {
    Path templates = directory.resolve("templates");
    Workshop.write(
        templates.resolve("sql.java.template"), "// {{package}} {{class}} {{name}} ${kept}");
    Skeleton.Request sql =
        new Skeleton.Request(
            "x", "shop", Skeleton.Kind.SQL, false, List.of(directory.resolve("src")), templates);
    Skeleton.Request code =
        new Skeleton.Request(
            "y", "shop", Skeleton.Kind.CODE, false, List.of(directory.resolve("src")), templates);

    assertThat(Files.readString(Skeleton.write(sql))).isEqualTo("// shop M0001_X X ${kept}");
    assertThat(Files.readString(Skeleton.write(code))).contains("extends CodeMigration");
  }

  @Test
  void refusesATemplatesDirectoryThatIsNotThere() {
    assertThatThrownBy(
            () ->
                Skeleton.write(
                    new Skeleton.Request(
                        "x",
                        "shop",
                        Skeleton.Kind.SQL,
                        false,
                        List.of(directory),
                        directory.resolve("gone"))))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("templates: ")
        .hasMessageContaining("is not a directory");
  }

  @Test
  void refusesToWriteNowhereOrIntoNoPackage() {
    assertThatThrownBy(
            () ->
                Skeleton.write(
                    new Skeleton.Request("x", "shop", Skeleton.Kind.SQL, false, List.of(), null)))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("No sources directory is configured");
    assertThatThrownBy(
            () ->
                Skeleton.write(
                    new Skeleton.Request(
                        "x", "a-b", Skeleton.Kind.SQL, false, List.of(directory), null)))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("not the name of a Java package");
  }

  @Test
  void neverOverwritesWhatSomebodyElseWritesAtTheSameTime() throws Exception {
    ExecutorService writers = Executors.newFixedThreadPool(8);
    List<Path> written = new ArrayList<>();
    try {
      List<Callable<Path>> calls =
          Collections.nCopies(64, () -> Skeleton.write(request("x", Skeleton.Kind.SQL)));
      for (Future<Path> one : writers.invokeAll(calls)) {
        try {
          written.add(one.get());
        } catch (ExecutionException e) {
          assertThat(e)
              .hasCauseInstanceOf(PostcarException.Configuration.class)
              .hasMessageContaining("already exists");
        }
      }
    } finally {
      writers.shutdown();
    }

    assertThat(written).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void aViewHasNoNumberAndItsNameInSnakeCase() throws IOException {
    Path file = Skeleton.write(request("book sales 2fa", Skeleton.Kind.VIEW));
    assertThat(file).hasFileName("BookSales2fa.java");
    assertThat(Files.readString(file))
        .contains("public class BookSales2fa extends View {")
        .contains("create view book_sales2fa as")
        .contains("drop view book_sales2fa;");
    assertThatThrownBy(() -> Skeleton.write(request("book sales 2fa", Skeleton.Kind.VIEW)))
        .hasMessageContaining("already exists");
  }
}
