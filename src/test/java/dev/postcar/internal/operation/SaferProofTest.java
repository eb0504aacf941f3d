package dev.postcar.internal.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.MigrationId;
import dev.postcar.internal.config.Config;
import dev.postcar.internal.config.Setting;
import dev.postcar.internal.safer.SaferPart;
import dev.postcar.internal.session.Connections;
import dev.postcar.internal.session.Interruption;
import dev.postcar.internal.source.edit.SaferSources;
import dev.postcar.result.SaferResult.Check;
import dev.postcar.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wrong rewrite is refused by the proof, whoever made it. */
final class SaferProofTest {

  private static final String INIT =
      "create table book (id bigint primary key, title text, isbn text, price int);\n";

  @TempDir Path directory;

  @Test
  void theRightOneIsProved() throws IOException {
    List<Check> checks =
        proof(
            "alter table book add constraint dear check (price > 0)",
            part(
                "alter table book add constraint dear check (price > 0) not valid",
                "alter table book drop constraint dear"),
            part(
                "alter table book validate constraint dear",
                "alter table book drop constraint dear; alter table book add constraint dear check"
                    + " (price > 0) not valid"));
    assertThat(checks).hasSize(4).allMatch(Check::proven);
  }

  @Test
  void aConstraintThatStaysNotValidIsRefused() throws IOException {
    List<Check> checks =
        proof(
            "alter table book add constraint dear check (price > 0)",
            part(
                "alter table book add constraint dear check (price > 0) not valid",
                "alter table book drop constraint dear"));
    assertThat(failed(checks)).containsExactly("same catalog", "constraints and indexes valid");
    assertThat(checks.toString()).contains("not valid: constraint dear of book");
  }

  @Test
  void anIndexOnAnotherColumnIsRefused() throws IOException {
    List<Check> checks =
        proof(
            "create index found on book (isbn)",
            outside(
                "create index concurrently found on book (title)",
                "drop index concurrently found"));
    assertThat(failed(checks)).containsExactly("same catalog");
    assertThat(checks.toString())
        .contains("index public.found")
        .contains("(isbn)")
        .contains("(title)");
  }

  @Test
  void aLostDefaultIsRefused() throws IOException {
    List<Check> checks =
        proof(
            "alter table book add column token uuid default gen_random_uuid()",
            part("alter table book add column token uuid", "alter table book drop column token"));
    assertThat(failed(checks)).containsExactly("same catalog");
    assertThat(checks.toString()).contains("column public.book.token").contains("gen_random_uuid");
  }

  @Test
  void aPartThatIsDangerousItselfIsRefused() throws IOException {
    List<Check> checks =
        proof(
            "alter table book add constraint dear check (price > 0)",
            part("select 1", "select 1"),
            part(
                "alter table book add constraint dear check (price > 0)",
                "alter table book drop constraint dear"));
    assertThat(failed(checks)).containsExactly("no danger in trace");
    assertThat(checks.toString()).contains("add-check-scans in app.M0003_Next2");
  }

  @Test
  void aPartWithAWrongRollbackIsRefused() throws IOException {
    List<Check> checks =
        proof(
            "create index found on book (isbn)",
            outside("create index concurrently found on book (isbn)", "select 1"));
    assertThat(failed(checks)).containsExactly("verify");
  }

  @Test
  void aPartThatDoesNotRunIsRefused() throws IOException {
    List<Check> checks =
        proof("create index found on book (isbn)", part("create index on nothing (x)", "select 1"));
    assertThat(failed(checks)).containsExactly("verify");
    assertThat(checks).hasSize(1);
  }

  private static List<String> failed(List<Check> checks) {
    return checks.stream().filter(check -> !check.proven()).map(Check::name).toList();
  }

  private static SaferPart part(String forward, String rollback) {
    return new SaferPart(true, false, false, forward, rollback, "", null);
  }

  private static SaferPart outside(String forward, String rollback) {
    return new SaferPart(false, false, false, forward, rollback, "", null);
  }

  private List<Check> proof(String original, SaferPart... parts) throws IOException {
    Path app = Files.createDirectories(directory.resolve("app"));
    Files.writeString(app.resolve("M0001_Init.sql"), INIT);
    Files.writeString(
        app.resolve("M0002_Next.sql"), original + ";\n-- postcar: rollback\nselect 1;\n");
    Config config =
        Config.DEFAULTS
            .with(Setting.PACKAGES, List.of("app"))
            .with(Setting.SOURCES, List.of(directory));
    try (TestDatabase database = new TestDatabase()) {
      Connections connections = Connections.from(database.dataSource());
      try (OperationContext context =
              new OperationContext(
                  connections, config, new MigrationSource(connections), new Interruption());
          Planning planning = context.load()) {
        SaferOperation safer = new SaferOperation(context, planning, "M0002");
        List<SaferPart> named = new ArrayList<>();
        for (SaferPart part : parts) {
          String about = named.isEmpty() ? "" : String.valueOf(named.size() + 1);
          named.add(
              new SaferPart(
                  part.transactional(),
                  false,
                  false,
                  part.forward(),
                  part.rollback(),
                  about,
                  null));
        }
        List<SaferSources.NewMigration> ids =
            new SaferNumbers(new MigrationId("app", "M0002_Next"), Duration.ofSeconds(5)).of(named);
        return safer.proof(safer.change(ids), ids);
      }
    }
  }
}
