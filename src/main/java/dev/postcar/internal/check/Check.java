package dev.postcar.internal.check;

import dev.postcar.Direction;
import dev.postcar.MigrationId;
import dev.postcar.OutOfOrder;
import dev.postcar.PackageOrder;
import dev.postcar.PostcarException;
import dev.postcar.internal.plan.MigrationRules;
import dev.postcar.internal.source.AvailableMigration;
import dev.postcar.internal.source.AvailableView;
import dev.postcar.internal.source.Migrations;
import dev.postcar.internal.source.SourceRequest;
import dev.postcar.internal.source.SqlPlace;
import dev.postcar.internal.sql.CreationMoment;
import dev.postcar.internal.sql.SqlScript;
import dev.postcar.internal.sql.Statement;
import dev.postcar.internal.sql.StatementKind;
import dev.postcar.internal.sql.ZonelessTime;
import dev.postcar.options.CheckOptions;
import dev.postcar.result.CheckResult;
import dev.postcar.result.Finding;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be checked without a database, for pull requests. */
public final class Check {

  private final SourceRequest request;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> hints = new ArrayList<>();

  private Check(SourceRequest request) {
    this.request = request;
  }

  /**
   * Checks.
   *
   * @param outOfOrder what migrate does with a migration that comes too late
   * @param checks what else is looked at
   * @throws PostcarException.Configuration if there is no package, git, branch or lock file to look
   *     at
   */
  public static CheckResult of(
      SourceRequest request, PackageOrder order, OutOfOrder outOfOrder, CheckOptions checks) {
    return new Check(request).run(order, outOfOrder, checks);
  }

  private CheckResult run(PackageOrder order, OutOfOrder outOfOrder, CheckOptions checks) {
    ComparedBranch base =
        checks.against() == null ? null : ComparedBranch.of(request, checks.against(), "--against");
    List<AvailableMigration> all;
    List<AvailableView> views;
    try (Migrations migrations = Migrations.of(request)) {
      all = migrations.loaded();
      views = migrations.views();
      MigrationRules soundness =
          MigrationRules.of(all, migrations.views(), request.packages(), order);
      findings.addAll(soundness.findings());
      hints.addAll(soundness.hints());
    } catch (PostcarException.Source e) {
      findings.addAll(e.findings());
      return new CheckResult(0, findings, hints, false);
    }
    if (base != null) {
      compare(base, all, outOfOrder);
    }
    boolean written = lock(checks, all);
    hints.addAll(MisplacedFiles.of(request));
    for (String packageName : request.packages()) {
      hints.addAll(
          TakenIndexNames.of(
              all.stream().filter(one -> one.id().packageName().equals(packageName)).toList()));
    }
    for (AvailableMigration migration : all) {
      for (Direction direction : List.of(Direction.FORWARD, Direction.ROLLBACK)) {
        boolean forward = direction == Direction.FORWARD;
        String sql = forward ? migration.forwardSql() : migration.rollbackSql();
        transaction(migration, migration.place(direction), sql);
        times(migration, migration.place(direction), sql);
        escapes(migration.id(), migration.place(direction), sql);
      }
      hints.addAll(Escapes.inSource(migration.id(), request));
    }
    for (AvailableView view : views) {
      escapes(view.id(), view.place(Direction.FORWARD), view.upSql());
      escapes(view.id(), view.place(Direction.ROLLBACK), view.downSql());
      hints.addAll(Escapes.inSource(view.id(), request));
    }
    return new CheckResult(all.size(), findings, hints, written);
  }

  private void compare(ComparedBranch base, List<AvailableMigration> all, OutOfOrder outOfOrder) {
    BaseComparison comparison = new BaseComparison(base, all, outOfOrder);
    findings.addAll(comparison.numbers());
    findings.addAll(comparison.removed());
    try {
      findings.addAll(comparison.edited(request));
    } catch (PostcarException.Source e) {
      hints.addAll(comparison.changedFiles());
    }
  }

  private boolean lock(CheckOptions checks, List<AvailableMigration> all) {
    if (checks.lockFile() == null) {
      return false;
    }
    LockFile lock = new LockFile(checks.lockFile());
    if (checks.write()) {
      return lock.write(all);
    }
    findings.addAll(lock.compare(all));
    return false;
  }

  private void escapes(MigrationId id, SqlPlace place, String sql) {
    hints.addAll(Escapes.inSql(id, place, sql));
  }

  /** What the server refuses in the transaction that postcar opens (SQLSTATE 25001). */
  private void transaction(AvailableMigration migration, SqlPlace place, String sql) {
    if (sql == null || !migration.transactional()) {
      return;
    }
    for (Statement statement : SqlScript.statements(sql)) {
      if (StatementKind.refusesTransaction(statement)) {
        findings.add(
            new Finding(
                migration.id().toString(),
                "transaction",
                "%s: \"%s\" cannot run in a transaction: %s."
                    .formatted(
                        place.line(statement.line()),
                        String.join(" ", statement.words()),
                        migration.isFile()
                            ? "add the line \"-- postcar: nontransactional\" to the file"
                            : "annotate the class with @NonTransactional")));
      }
    }
  }

  /** Moments that become part of a definition, and times whose zone the session decides. */
  private void times(AvailableMigration migration, SqlPlace place, String sql) {
    if (sql == null) {
      return;
    }
    for (CreationMoment moment : CreationMoment.in(sql)) {
      hints.add(
          new Finding(
              migration.id().toString(),
              "creation-time",
              "%s: %s is evaluated once, when this runs, and the definition keeps that value. Write now() or current_date for the time of use, or the literal time."
                  .formatted(place.line(moment.line()), moment.literal())));
    }
    for (ZonelessTime time : ZonelessTime.in(sql)) {
      hints.add(
          new Finding(
              migration.id().toString(),
              "time-zone",
              "%s: %s has no time zone; as timestamptz it takes the session's time zone. Add the zone, or write timestamp before the literal."
                  .formatted(place.line(time.line()), time.literal())));
    }
  }
}
