package dev.postcar.internal.imports;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats that undo in a file of its own: golang-migrate, diesel, sqlx, and plain files. */
final class PairReaders {

  private static final Pattern PAIR =
      Pattern.compile("(?:.*/)?(\\d+)_([^/]*?)(\\.up|\\.down)?\\.sql");
  private static final Pattern DIESEL = Pattern.compile("(?:.*/)?([\\d-]+)_([^/]*)/up\\.sql");
  private static final Pattern PLAIN =
      Pattern.compile(
          "((?:.*/)?)(?:[vV]?(\\d+)[-_. ]*)?([^/]*?)(?:[._-](up|down|undo|rollback))?\\.sql");

  private PairReaders() {}

  static void golangMigrate(ForeignFolder folder) {
    for (ForeignFile file : numbered(folder, PAIR)) {
      Matcher name = matcher(PAIR, file);
      if (".up".equals(name.group(3))) {
        // The driver sends a file as one message, which the server runs as one transaction.
        add(folder, file, name.group(1), name.group(2), true);
      } else if (name.group(3) == null) {
        folder.project().leftOut(file, 1, "its name ends neither in .up.sql nor in .down.sql");
      } else if (folder.file(file.name().replaceFirst("\\.down\\.sql$", ".up.sql")).isEmpty()) {
        folder.project().leftOut(file, 1, "there is no .up.sql that it undoes");
      }
    }
    others(folder, PAIR);
  }

  static void sqlx(ForeignFolder folder) {
    for (ForeignFile file : numbered(folder, PAIR)) {
      Matcher name = matcher(PAIR, file);
      if (!".down".equals(name.group(3))) {
        boolean outside = file.text().startsWith("-- no-transaction");
        add(folder, file, name.group(1).replaceFirst("^0+(?=.)", ""), name.group(2), !outside);
      } else if (folder.file(file.name().replaceFirst("\\.down\\.sql$", ".up.sql")).isEmpty()) {
        folder.project().leftOut(file, 1, "there is no .up.sql that it undoes");
      }
    }
    others(folder, PAIR);
  }

  private static void add(
      ForeignFolder folder, ForeignFile file, String version, String name, boolean transactional) {
    ForeignMigration one =
        ForeignMigration.of(file, version, name.replace('_', ' ')).transactional(transactional);
    Optional<ForeignFile> down = folder.file(file.name().replaceFirst("\\.up\\.sql$", ".down.sql"));
    folder
        .project()
        .add(
            down.isPresent() && !down.get().name().equals(file.name())
                ? one.undoneBy(down.get())
                : one,
            new OldScript(file, null));
  }

  static void diesel(ForeignFolder folder) {
    List<ForeignFile> ups = new ArrayList<>(folder.files(DIESEL.pattern()));
    ups.sort(Comparator.comparing(file -> matcher(DIESEL, file).group(1).replace("-", "")));
    for (ForeignFile file : ups) {
      Matcher name = matcher(DIESEL, file);
      String place = file.name().substring(0, file.name().length() - "up.sql".length());
      boolean outside =
          folder
              .file(place + "metadata.toml")
              .map(
                  toml ->
                      Pattern.compile("(?m)^\\s*run_in_transaction\\s*=\\s*false")
                          .matcher(toml.text())
                          .find())
              .orElse(false);
      ForeignMigration one =
          ForeignMigration.of(file, name.group(1).replace("-", ""), name.group(2).replace('_', ' '))
              .transactional(!outside);
      folder
          .project()
          .add(
              folder.file(place + "down.sql").map(one::undoneBy).orElse(one),
              new OldScript(file, null));
    }
    for (ForeignFile file : folder.files(".*\\.sql")) {
      boolean down = file.simpleName().equals("down.sql");
      String up = file.name().replaceFirst("down\\.sql$", "up.sql");
      if (!DIESEL.matcher(file.name()).matches() && (!down || folder.file(up).isEmpty())) {
        folder.project().leftOut(file, 1, "it is no up.sql or down.sql of a migration's folder");
      }
    }
  }

  static void plain(ForeignFolder folder) {
    List<ForeignFile> files = new ArrayList<>(folder.files(".*\\.sql"));
    files.sort(
        Comparator.comparing((ForeignFile file) -> matcher(PLAIN, file).group(1))
            .thenComparing(PairReaders::number)
            .thenComparing(ForeignFile::name));
    for (ForeignFile file : files) {
      Matcher name = matcher(PLAIN, file);
      if (name.group(4) != null && !name.group(4).equals("up")) {
        if (!isUndone(files, name)) {
          folder.project().leftOut(file, 1, "there is no file that it undoes");
        }
        continue;
      }
      String version = name.group(2) == null ? "" : name.group(2);
      String words = name.group(3).isBlank() ? "script" : name.group(3);
      ForeignMigration one =
          new ForeignMigration(
              file.name(), version, words, file.text(), null, true, file, 1, file, 1);
      Optional<ForeignFile> down =
          files.stream().filter(other -> undoes(matcher(PLAIN, other), name)).findFirst();
      folder.project().add(down.map(one::undoneBy).orElse(one), new OldScript(file, null));
    }
  }

  private static BigInteger number(ForeignFile file) {
    String digits = matcher(PLAIN, file).group(2);
    // What has no number comes last, by its name.
    return new BigInteger(digits == null ? "9".repeat(40) : digits);
  }

  private static boolean isUndone(List<ForeignFile> files, Matcher down) {
    return files.stream()
        .map(file -> matcher(PLAIN, file))
        .anyMatch(up -> (up.group(4) == null || up.group(4).equals("up")) && undoes(down, up));
  }

  private static boolean undoes(Matcher down, Matcher up) {
    return down.group(4) != null
        && !down.group(4).equals("up")
        && down.group(1).equals(up.group(1))
        && Objects.equals(down.group(2), up.group(2))
        && down.group(3).equals(up.group(3));
  }

  /** Those with a number, by it. */
  static List<ForeignFile> numbered(ForeignFolder folder, Pattern pattern) {
    List<ForeignFile> files = new ArrayList<>(folder.files(pattern.pattern()));
    files.sort(
        Comparator.comparing((ForeignFile file) -> new BigInteger(matcher(pattern, file).group(1)))
            .thenComparing(ForeignFile::name));
    return files;
  }

  /** Says what has no number, and what no reader understands. */
  static void others(ForeignFolder folder, Pattern pattern) {
    for (ForeignFile file : folder.files(".*\\.(sql|go|js|ts|py|rb|java)")) {
      if (!pattern.matcher(file.name()).matches()) {
        boolean sql = file.name().endsWith(".sql");
        if (sql) {
          folder.project().leftOut(file, 1, "its name has no version, so the tool does not run it");
        } else if (file.simpleName().matches("\\d+_.*")) {
          folder.project().noForm(file, 1, "it is code: write a CodeMigration for it");
        }
      }
    }
  }

  static Matcher matcher(Pattern pattern, ForeignFile file) {
    Matcher matcher = pattern.matcher(file.name());
    if (!matcher.matches()) {
      throw new IllegalStateException(file.name());
    }
    return matcher;
  }
}
