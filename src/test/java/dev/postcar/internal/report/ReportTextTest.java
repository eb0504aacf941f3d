package dev.postcar.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postcar.Direction;
import dev.postcar.HintLevel;
import dev.postcar.MigrationState;
import dev.postcar.Target;
import dev.postcar.internal.trace.HintsPage;
import dev.postcar.result.CheckResult;
import dev.postcar.result.DriftResult;
import dev.postcar.result.Finding;
import dev.postcar.result.ImportResult;
import dev.postcar.result.LogResult;
import dev.postcar.result.MigrateResult;
import dev.postcar.result.MigrationResult;
import dev.postcar.result.PlanResult;
import dev.postcar.result.RehearseResult;
import dev.postcar.result.RestoreResult;
import dev.postcar.result.RollbackResult;
import dev.postcar.result.ServerAddress;
import dev.postcar.result.ShowResult;
import dev.postcar.result.SquashResult;
import dev.postcar.result.StatusResult;
import dev.postcar.result.TraceResult;
import dev.postcar.result.VerifyResult;
import dev.postcar.result.ViewChange;
import dev.postcar.result.WaitResult;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each result as a person reads it, as a file of {@code src/test/resources}. {@code
 * -Dpostcar.write.reports=true} writes the files, for a review.
 */
final class ReportTextTest {

  private static final Path FILES = Path.of("src/test/resources/dev/postcar/internal/report");
  private static final AnsiStyle INK = new AnsiStyle(false);
  private static final Instant AT = Instant.parse("2026-03-04T05:06:07Z");
  private static final ServerAddress SERVER = new ServerAddress("db", 5432, "18.1");
  private static final TimeZone ZONE = TimeZone.getDefault();
  private static final Map<String, Supplier<String>> TEXTS = new LinkedHashMap<>();

  @BeforeAll
  static void setTheZone() {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  @AfterAll
  static void setItBack() {
    TimeZone.setDefault(ZONE);
  }

  static {
    TEXTS.put("status", () -> new StatusText(INK, 80).of(status(), status()));
    TEXTS.put("status-empty", () -> new StatusText(INK, 80).of(empty(), empty()));
    TEXTS.put(
        "log", () -> new LogText(INK).of(new LogResult("shop", List.of(failed(), applied()))));
    TEXTS.put("show", () -> new ShowText(INK, false).of(show()));
    TEXTS.put("show-stack", () -> new ShowText(INK, true).of(show()));
    TEXTS.put("plan", () -> PlanText.of(plan(), false));
    TEXTS.put("plan-sql", () -> PlanText.of(plan(), true));
    TEXTS.put("drops", () -> PlanText.list(plan()));
    TEXTS.put("check", () -> new CheckText(INK).of(check()));
    TEXTS.put("verify", () -> new VerifyText(INK).of(verify()));
    TEXTS.put("trace", () -> new TraceText(INK, 80).of(trace(), HintLevel.INFO));
    TEXTS.put("trace-warn", () -> new TraceText(INK, 80).of(trace(), HintLevel.WARN));
    TEXTS.put("rehearse", () -> new RehearseText(INK, 100).of(rehearsal()));
    TEXTS.put("drift", () -> new DriftText(INK).of(drift()));
    TEXTS.put("squash", () -> SquashText.of(squash()));
    TEXTS.put("import", () -> new ImportText(INK).of(imported()));
    TEXTS.put("wait", () -> WaitText.of(new WaitResult("shop", 0, 0, 0, 61_000)));
    for (Target.Mode mode : Target.Mode.values()) {
      String name = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
      TEXTS.put("migrate-" + name, () -> DoneText.of(migrated(), mode));
      TEXTS.put("rollback-" + name, () -> DoneText.of(rolledBack(), mode));
    }
    TEXTS.put("restore", () -> DoneText.of(new RestoreResult("shop", "a.sql", 4096, 3, 1, 5)));
  }

  static List<String> names() {
    return List.copyOf(TEXTS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void readsAsItWasReviewed(String name) throws IOException {
    Path file = FILES.resolve(name + ".txt");
    String text = TEXTS.get(name).get() + "\n";
    if (Boolean.getBoolean("postcar.write.reports")) {
      Files.createDirectories(FILES);
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }

  private static StatusResult empty() {
    return new StatusResult("shop", SERVER, "_postcar", 0, 0, List.of(), List.of(), List.of());
  }

  private static StatusResult status() {
    return new StatusResult(
        "shop",
        SERVER,
        "_postcar",
        1,
        1,
        List.of(
            info("M0001_Books", MigrationState.APPLIED, AT, 12L, false, null),
            info("M0002_Authors", MigrationState.APPLIED, AT, null, true, null),
            info("M0003_Prices", MigrationState.CHANGED, AT, 3_000L, false, null),
            info("M0004_Undone", MigrationState.REVERTED, AT, 5L, false, AT.plusSeconds(60)),
            info("M0005_Half", MigrationState.INTERRUPTED, AT, null, false, null),
            info("M0006_Next", MigrationState.PENDING, null, null, false, null)),
        List.of(
            new StatusResult.ViewInfo("app.BookSales", true, null),
            new StatusResult.ViewInfo("app.Stock", true, ViewChange.Outcome.RECREATED)),
        List.of());
  }

  private static StatusResult.MigrationInfo info(
      String name,
      MigrationState state,
      Instant at,
      Long millis,
      boolean marked,
      Instant reverted) {
    return new StatusResult.MigrationInfo(
        "app." + name,
        "app",
        name,
        new BigInteger(name.substring(1, 5)),
        state,
        "v1:abc",
        at,
        millis,
        marked,
        reverted);
  }

  private static LogResult.LoggedEvent applied() {
    return new LogResult.LoggedEvent(
        1,
        AT,
        "migrate",
        "applied",
        "app.M0001_Books",
        null,
        null,
        null,
        null,
        null,
        null,
        12L,
        "joy");
  }

  private static LogResult.LoggedEvent failed() {
    return new LogResult.LoggedEvent(
        2,
        AT.plusSeconds(5),
        "migrate",
        "failed",
        "app.M0002_Authors",
        "23505",
        "could not create unique index \"author_name\"",
        "Key (name)=(Joy) is duplicated.",
        null,
        "create unique index author_name on author (name)",
        null,
        40L,
        "joy");
  }

  private static ShowResult show() {
    return new ShowResult(
        "shop",
        "app.M0006_Fill",
        "app",
        "M0006_Fill",
        BigInteger.valueOf(6),
        MigrationState.INTERRUPTED,
        "v1:abc",
        true,
        false,
        List.of("app.M0001_Books"),
        List.of(),
        null,
        null,
        null,
        null,
        List.of(),
        List.of(new ShowResult.HistoryRow("started", null, AT, "joy", null, "0.4.0", null)),
        List.of(
            new ShowResult.JournalRow("forward", 1, "done", "update a …", AT, AT, 42_000L),
            new ShowResult.JournalRow("forward", 2, "started", "update b …", AT, null, 1_000L)),
        failed(),
        "java.sql.SQLException: …\n\tat app.M0006_Fill.forward(M0006_Fill.java:9)");
  }

  private static PlanResult plan() {
    return new PlanResult(
        "shop",
        SERVER,
        List.of(
            new PlanResult.PlannedStep(
                "app.M0002_Authors", Direction.ROLLBACK, "drop table author;", false, false),
            new PlanResult.PlannedStep(
                "app.M0001_Books", Direction.ROLLBACK, "drop table book;", true, false)),
        0,
        List.of(new ViewChange("app.BookSales", ViewChange.Outcome.DROPPED, "app.M0001_Books")),
        List.of(
            new PlanResult.Drop(
                "app.M0002_Authors", PlanResult.Drop.Kind.TABLE, "public.author", 0, 0L, true),
            new PlanResult.Drop(
                "app.M0001_Books", PlanResult.Drop.Kind.TABLE, "public.book", 0, 120_000L, false)));
  }

  private static CheckResult check() {
    return new CheckResult(
        3,
        List.of(
            new Finding("app.M0003_Prices", "number", "M0003_Prices and M0003_X have one number")),
        List.of(new Finding("app.M0001_Books", "timestamp", "a column of type timestamp")),
        false);
  }

  private static VerifyResult verify() {
    return new VerifyResult(
        List.of(
            new VerifyResult.Verified("app.M0001_Books", VerifyResult.Outcome.OK, List.of()),
            new VerifyResult.Verified(
                "app.M0002_Authors",
                VerifyResult.Outcome.DIFFERS,
                List.of(
                    new VerifyResult.Difference("rollback", "table public.author", null, "there"))),
            new VerifyResult.Verified(
                "app.M0003_Prices",
                VerifyResult.Outcome.KNOWN_BROKEN,
                List.of(),
                "app.M0004_More",
                "a label of an enum cannot be dropped",
                List.of(
                    new PlanResult.Drop(
                        "app.M0004_More",
                        PlanResult.Drop.Kind.COLUMN,
                        "book.isbn",
                        1,
                        7L,
                        true)))));
  }

  private static TraceResult trace() {
    String sql =
        "alter table book alter column price type numeric(12, 2) using price::numeric(12, 2)";
    return new TraceResult(
        List.of(
            new TraceResult.TracedMigration(
                "app.M0003_Prices",
                List.of(
                    new TraceResult.TracedStatement(
                        sql,
                        1_200,
                        90_000,
                        List.of(new TraceResult.Lock("public.book", "AccessExclusiveLock")),
                        List.of("public.book"),
                        List.of(),
                        List.of())))),
        List.of(
            hint("truncate", 1, HintLevel.DANGER, "book", null),
            hint("truncate", 4, HintLevel.DANGER, "sale", null),
            hint("truncate", 9, HintLevel.DANGER, "sale", null),
            hint("drop-table", 2, HintLevel.WARN, "sale", "nothing reads it"),
            hint("sequence-owned-by", 3, HintLevel.INFO, "ticket", null)));
  }

  private static TraceResult.Hint hint(
      String id, int statement, HintLevel level, String object, String allowed) {
    return new TraceResult.Hint(
        id,
        "app.M0003_Prices",
        statement,
        level,
        HintsPage.problem(id, object) + " Safer: " + HintsPage.safer(id),
        object,
        allowed);
  }

  private static RehearseResult rehearsal() {
    RehearseResult.Latency quiet = new RehearseResult.Latency(300, 412, 1_900, 3_100, 0);
    RehearseResult.Latency stalled =
        new RehearseResult.Latency(90, 810_000, 2_390_000, 2_412_000, 2_400);
    RehearseResult.Figures usual = new RehearseResult.Figures(quiet, quiet, 0, 0);
    RehearseResult.RehearsedStatement index =
        new RehearseResult.RehearsedStatement(
            "create index book_isbn on book (isbn)",
            7_000,
            2_410,
            List.of(new RehearseResult.HeldLock("book", "ShareLock", 2_409)),
            8,
            List.of(
                new RehearseResult.Queue(
                    "book", "the migration", "update book, RowExclusiveLock", 8, 2_400)),
            new RehearseResult.Figures(quiet, stalled, 2, 1),
            12_000_000);
    return new RehearseResult(
        "pending in shop",
        "100,000 made-up rows in each table",
        "reads and writes by key, 8 clients, 100 transactions a second",
        1,
        List.of(
            new RehearseResult.RehearsedMigration(
                "app.M0004_Isbn",
                List.of(index),
                List.of(
                    new RehearseResult.Attempt(
                        1, "55P03", "canceling statement due to lock timeout", 6_200)),
                4_000_000,
                null)),
        usual,
        usual,
        List.of(
            new RehearseResult.BrokenStatement(
                "read author", "column \"name\" does not exist", 31, "app.M0004_Isbn")),
        List.of("one machine"),
        List.of());
  }

  private static DriftResult drift() {
    return new DriftResult(
        List.of(
            new DriftResult.Difference("index public.book_isbn", "there", null),
            new DriftResult.Difference(
                "column public.book.price", "numeric(10,2)", "numeric(12,2)")),
        List.of());
  }

  private static SquashResult squash() {
    return new SquashResult(
        "app.M0007_Base",
        "src/app/M0007_Base.java",
        List.of("app.M0001_Books", "app.M0007_Prices"),
        false,
        List.of("app.M0007_Prices"),
        List.of("src/app/M0008_Next.java"));
  }

  private static ImportResult imported() {
    return new ImportResult(
        "flyway",
        List.of(
            new ImportResult.Imported("V1__books.sql", "app.M0001_Books", true),
            new ImportResult.Imported("V2__authors.sql", "app.M0002_Authors", false)),
        List.of("app.BookSales"),
        List.of("migrations/app/M0001_Books.sql"),
        List.of(new Finding(null, "callback", "afterMigrate.sql:1: callbacks have no form here")),
        true,
        List.of("app.M0001_Books"));
  }

  private static MigrateResult migrated() {
    return new MigrateResult("shop", done(), 3, 1_500, List.of());
  }

  private static RollbackResult rolledBack() {
    return new RollbackResult("shop", done(), 1, 90, List.of());
  }

  private static List<MigrationResult> done() {
    return List.of(new MigrationResult("app.M0001_Books", 12, List.of()));
  }
}
