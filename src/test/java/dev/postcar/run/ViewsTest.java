package dev.postcar.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.MigrateResult;
import dev.postcar.Postcar;
import dev.postcar.Target;
import dev.postcar.ViewChange;
import dev.postcar.testing.MigrationFolder;
import dev.postcar.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Managed views on a real server: up, down, rebuilt, with all that they have beside. */
final class ViewsTest {

  @TempDir Path directory;
  private final TestDatabase database = new TestDatabase();
  private MigrationFolder folder;

  @BeforeEach
  void write() {
    folder =
        new MigrationFolder(directory)
            .sql(
                "M0001_Reader",
                "create table reader (id int primary key, name text, active boolean)",
                "drop table reader");
  }

  @AfterEach
  void drop() {
    database.close();
  }

  private MigrationFolder reader(String up) {
    return folder.view("Readers", "@Since(M0001_Reader.class)", up, "drop view readers");
  }

  private MigrationFolder diamond() {
    return reader("create view readers as select id, name from reader")
        .view(
            "Left",
            "@Uses(Readers.class)",
            "create view l as select id from readers",
            "drop view l")
        .view(
            "Right",
            "@Uses(Readers.class)",
            "create view r as select id from readers",
            "drop view r")
        .view(
            "Both",
            "@Uses({Left.class, Right.class})",
            "create view both_ as select l.id from l join r using (id)",
            "drop view both_");
  }

  private MigrateResult migrate() {
    try (Postcar postcar = folder.on(database.dataSource())) {
      return postcar.migrate();
    }
  }

  private static List<String> changes(List<ViewChange> views) {
    return views.stream()
        .map(
            change ->
                change.outcome().text()
                    + " "
                    + change.id()
                    + (change.with() == null ? "" : " with " + change.with()))
        .toList();
  }

  @Test
  void viewsGoUpInTheOrderOfTheirUsesAndNothingIsDoneAgain() {
    diamond();
    assertThat(changes(migrate().views()))
        .containsExactly(
            "created app.Readers", "created app.Left", "created app.Right", "created app.Both");
    String before = generation();
    assertThat(migrate().views()).isEmpty();
    assertThat(generation()).isEqualTo(before);
    assertThat(database.rows("select outcome || ' ' || name from _postcar.event order by id"))
        .containsExactly(
            "applied M0001_Reader",
            "created Readers",
            "created Left",
            "created Right",
            "created Both");
  }

  @Test
  void aChangedViewIsCreatedAgainWithAllThatUsesIt() {
    diamond();
    migrate();
    folder.view(
        "Left",
        "@Uses(Readers.class)",
        "create view l as select id, 1 as one from readers",
        "drop view l");
    assertThat(changes(migrate().views()))
        .containsExactly("recreated app.Left", "recreated app.Both");
    assertThat(
            database.value(
                "select count(*) from information_schema.columns where table_name = 'l'"))
        .isEqualTo("2");
  }

  @Test
  void aMigrationRebuildsADiamondOnceEach() {
    diamond();
    migrate();
    folder.annotated(
        "M0002_Long",
        "@Rebuilds(Readers.class)",
        "alter table reader alter column id type bigint",
        "alter table reader alter column id type int");
    MigrateResult result = migrate();
    assertThat(result.applied()).hasSize(1);
    assertThat(changes(result.views()))
        .containsExactly(
            "recreated app.Readers with app.M0002_Long",
            "recreated app.Left with app.M0002_Long",
            "recreated app.Right with app.M0002_Long",
            "recreated app.Both with app.M0002_Long");
    assertThat(database.value("select pg_typeof(id) from both_ right join (select) x on true"))
        .isEqualTo("bigint");
    try (Postcar postcar = folder.on(database.dataSource())) {
      assertThat(changes(postcar.rollback(Target.usual()).views())).hasSize(4);
    }
    assertThat(database.value("select pg_typeof(id) from both_ right join (select) x on true"))
        .isEqualTo("integer");
  }

  private String generation() {
    return database.value("select generation from _postcar.version");
  }
}
