package dev.postcar.junit;

import dev.postcar.AllowHazard;
import dev.postcar.HintLevel;
import dev.postcar.Postcar;
import dev.postcar.PostcarException;
import dev.postcar.Reporter;
import dev.postcar.internal.report.AnsiStyle;
import dev.postcar.internal.report.VerifyText;
import dev.postcar.options.TraceOptions;
import dev.postcar.options.VerifyOptions;
import dev.postcar.result.TableStats;
import dev.postcar.result.TraceResult;
import dev.postcar.result.VerifyResult;
import java.util.List;
import java.util.stream.Collectors;
import org.opentest4j.AssertionFailedError;

/** What a test may require of the migrations themselves; a parameter of a {@link PostcarTest}. */
public final class MigrationAssertions {

  private final TestServer server;
  private final MigrationSet migrations;
  private final List<AllowHazard> allowed;

  MigrationAssertions(TestServer server, MigrationSet migrations, List<AllowHazard> allowed) {
    this.server = server;
    this.migrations = migrations;
    this.allowed = List.copyOf(allowed);
  }

  /**
   * Runs each migration forward, back and forward again on a scratch database: the schema must come
   * back exactly.
   *
   * @throws AssertionFailedError if it does not, or a migration has no rollback
   */
  public void assertReversible() {
    try (Postcar postcar = scratch()) {
      postcar.verify(new VerifyOptions(null, null, true));
    } catch (PostcarException.Findings e) {
      VerifyResult result = (VerifyResult) e.resultSoFar().orElseThrow();
      VerifyText text = new VerifyText(new AnsiStyle(false));
      throw new AssertionFailedError(
          e.getMessage()
              + "\n"
              + result.migrations().stream()
                  .map(one -> text.of(one, false))
                  .collect(Collectors.joining())
                  .stripTrailing());
    }
  }

  /**
   * Runs all migrations on a scratch database: none may do what stops other sessions.
   *
   * @param level from which level on a hint fails the test
   * @throws AssertionFailedError if there is such a hint that no {@link AllowHazard} allows, on the
   *     migration, the test or its class
   */
  public void assertNoHazard(HintLevel level) {
    TraceResult result;
    try (Postcar postcar = scratch()) {
      result = postcar.trace(new TraceOptions(true, TableStats.UNKNOWN, null, null));
    }
    List<String> found =
        result.hints().stream()
            .filter(hint -> hint.level().compareTo(level) >= 0 && !isAllowed(hint))
            .map(hint -> line(hint, result))
            .toList();
    if (!found.isEmpty()) {
      throw new AssertionFailedError(
          "%d %s of level %s or above:\n%s\nNext: change the migration as the hint says, or add @AllowHazard(value = \"…\", because = \"…\")."
              .formatted(
                  found.size(),
                  found.size() == 1 ? "hint" : "hints",
                  level.text(),
                  String.join("\n", found)));
    }
  }

  private Postcar scratch() {
    Postcar postcar = migrations.configure(Postcar.withoutDatabase()).reporter(Reporter.SILENT);
    return server.url() == null ? postcar : postcar.scratch(server.url());
  }

  private static String line(TraceResult.Hint hint, TraceResult result) {
    String sql =
        result.migrations().stream()
            .filter(one -> one.id().equals(hint.migration()))
            .map(one -> one.statements().get(hint.statement() - 1).sql())
            .map(text -> text == null ? "code" : text.strip().replaceAll("\\s+", " "))
            .findFirst()
            .orElse("");
    return "%s, statement %d [%s] %s: %s\n    %s"
        .formatted(
            hint.migration(),
            hint.statement(),
            hint.id(),
            hint.level().text(),
            hint.message(),
            sql.length() > 120 ? sql.substring(0, 119) + "…" : sql);
  }

  private boolean isAllowed(TraceResult.Hint hint) {
    return hint.isAllowed() || allowed.stream().anyMatch(one -> one.value().equals(hint.id()));
  }
}
