package dev.postcar.internal.imports;

import java.util.ArrayList;
import java.util.List;

/** What a reader has found, in the order in which the other tool runs it. */
final class ForeignProject {

  private final List<ForeignMigration> migrations = new ArrayList<>();
  private final List<ForeignView> views = new ArrayList<>();
  private final List<Remark> remarks = new ArrayList<>();
  private final List<OldScript> scripts = new ArrayList<>();

  List<ForeignMigration> migrations() {
    return migrations;
  }

  List<ForeignView> views() {
    return views;
  }

  List<Remark> remarks() {
    return remarks;
  }

  /** What the proof runs on the other side. */
  List<OldScript> scripts() {
    return scripts;
  }

  void add(ForeignMigration migration, OldScript script) {
    migrations.add(migration);
    scripts.add(script);
  }

  /** Something that is left out, and that the schema does not need. */
  void leftOut(ForeignFile file, int line, String reason) {
    remarks.add(new Remark(file.name() + ":" + line, reason, false));
  }

  /** Something without which the import would be another schema. */
  void noForm(ForeignFile file, int line, String reason) {
    remarks.add(new Remark(file.name() + ":" + line, reason, true));
  }
}
