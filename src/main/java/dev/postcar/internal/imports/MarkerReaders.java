package dev.postcar.internal.imports;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats whose files have both directions, parted by marker lines: dbmate, goose, MyBatis. */
final class MarkerReaders {

  private static final Pattern NUMBERED = Pattern.compile("(?:.*/)?(\\d+)_([^/]*)\\.sql");
  private static final Pattern DBMATE_UP = Pattern.compile("^--\\s*migrate:up\\b");
  private static final Pattern DBMATE_DOWN = Pattern.compile("^--\\s*migrate:down\\b");
  private static final Pattern GOOSE_UP = Pattern.compile("^--\\s*\\+goose\\s+(?i:up)\\b");
  private static final Pattern GOOSE_DOWN = Pattern.compile("^--\\s*\\+goose\\s+(?i:down)\\b");
  private static final Pattern GOOSE = Pattern.compile("(?im)^--\\s*\\+goose\\s+(.*?)\\s*$");
  private static final Pattern UNDO = Pattern.compile("^\\s*--\\s*//\\s*@UNDO\\b");

  private MarkerReaders() {}

  static void dbmate(ForeignFolder folder) {
    for (ForeignFile file : PairReaders.numbered(folder, NUMBERED)) {
      Matcher name = PairReaders.matcher(NUMBERED, file);
      UpAndDown parts = UpAndDown.of(file, DBMATE_UP, DBMATE_DOWN);
      if (parts.up() == null) {
        folder.project().noForm(file, 1, "there is no \"-- migrate:up\"");
        continue;
      } else if (parts.hasHead()) {
        folder.project().noForm(file, 1, "there is SQL before \"-- migrate:up\"");
      }
      boolean transactional = !parts.upMarker().matches(".*\\btransaction:false\\b.*");
      add(folder, file, name, parts, transactional, DBMATE_DOWN);
    }
    for (ForeignFile file : folder.files("(?:.*/)?schema\\.sql")) {
      folder.project().leftOut(file, 1, "it is dbmate's dump of the schema, not a migration");
    }
    rest(folder);
  }

  static void goose(ForeignFolder folder) {
    for (ForeignFile raw : PairReaders.numbered(folder, NUMBERED)) {
      Matcher name = PairReaders.matcher(NUMBERED, raw);
      boolean variables = raw.text().matches("(?is).*--\\s*\\+goose\\s+envsub\\s+on\\b.*");
      ForeignFile file = variables ? folder.replaced(raw) : raw;
      UpAndDown parts = UpAndDown.of(file, GOOSE_UP, GOOSE_DOWN);
      if (parts.up() == null) {
        folder.project().noForm(file, 1, "there is no \"-- +goose Up\"");
        continue;
      } else if (parts.hasHead()) {
        folder.project().noForm(file, 1, "there is SQL before \"-- +goose Up\"");
      }
      boolean transactional = true;
      Matcher said = GOOSE.matcher(file.text());
      while (said.find()) {
        String word = said.group(1).toLowerCase(Locale.ROOT);
        if (word.equals("no transaction")) {
          transactional = false;
        } else if (!List.of(
                "up", "down", "statementbegin", "statementend", "envsub on", "envsub off")
            .contains(word)) {
          folder
              .project()
              .noForm(
                  file,
                  ForeignFolder.line(file.text(), said.start()),
                  "\"+goose " + said.group(1) + "\" is not known");
        }
      }
      add(folder, file, name, parts, transactional, GOOSE_DOWN);
    }
    rest(folder);
  }

  static void mybatis(ForeignFolder folder) {
    Map<String, String> properties = new HashMap<>(Map.of("changelog", "CHANGELOG"));
    for (ForeignFile file : folder.files("(?:.*/)?environments/development\\.properties")) {
      for (String line : file.lines()) {
        int equals = line.indexOf('=');
        if (equals > 0 && !line.startsWith("#")) {
          properties.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
        }
      }
    }
    for (ForeignFile raw : PairReaders.numbered(folder, NUMBERED)) {
      Matcher name = PairReaders.matcher(NUMBERED, raw);
      ForeignFile file = folder.replaced(raw, properties);
      UpAndDown parts = UpAndDown.of(file, null, UNDO);
      add(folder, file, name, parts, true, UNDO);
    }
    folder.leaveOut(
        "(?:.*/)?bootstrap\\.sql",
        "MyBatis runs it once, before all migrations: run it yourself, or make it a migration");
    folder.leaveOut("(?:.*/)?onabort\\.sql", "postcar rolls a failed migration back by itself");
    rest(folder);
  }

  private static void add(
      ForeignFolder folder,
      ForeignFile file,
      Matcher name,
      UpAndDown parts,
      boolean transactional,
      Pattern end) {
    folder
        .project()
        .add(
            new ForeignMigration(
                name.group(1),
                name.group(1),
                name.group(2).replace('_', ' '),
                parts.up(),
                parts.down(),
                transactional,
                file,
                parts.upLine(),
                file,
                parts.downLine()),
            new OldScript(file, end));
  }

  private static void rest(ForeignFolder folder) {
    for (ForeignFile file : folder.files(".*\\.(sql|go|js|ts|py)")) {
      boolean known =
          NUMBERED.matcher(file.name()).matches()
              || file.simpleName().matches("schema\\.sql|bootstrap\\.sql|onabort\\.sql");
      if (!known && file.name().endsWith(".sql")) {
        folder.project().leftOut(file, 1, "its name has no version, so the tool does not run it");
      } else if (!known && file.simpleName().matches("\\d+_.*")) {
        folder.project().noForm(file, 1, "it is code: write a CodeMigration for it");
      }
    }
  }
}
