package dev.postcar.internal.imports;

/**
 * A migration of another tool.
 *
 * @param key what the tool's history calls it
 * @param version digits that order it; what else a version consists of is left to the order of the
 *     list
 * @param name words
 * @param forward its SQL as it is sent
 * @param rollback what undoes it; null for none
 * @param transactional whether the tool runs it in a transaction
 * @param file where it is
 * @param line of the file on which its forward SQL begins, from 1
 * @param rollbackFile where its rollback is
 * @param rollbackLine of that file on which it begins
 */
record ForeignMigration(
    String key,
    String version,
    String name,
    String forward,
    String rollback,
    boolean transactional,
    ForeignFile file,
    int line,
    ForeignFile rollbackFile,
    int rollbackLine) {

  /** One of a whole file, without a rollback. */
  static ForeignMigration of(ForeignFile file, String key, String name) {
    return new ForeignMigration(key, key, name, file.text(), null, true, file, 1, file, 1);
  }

  /** The same with a file that undoes it. */
  ForeignMigration undoneBy(ForeignFile other) {
    return new ForeignMigration(
        key, version, name, forward, other.text(), transactional, file, line, other, 1);
  }

  ForeignMigration transactional(boolean other) {
    return new ForeignMigration(
        key, version, name, forward, rollback, other, file, line, rollbackFile, rollbackLine);
  }

  ForeignMigration with(String otherForward, String otherRollback) {
    return new ForeignMigration(
        key,
        version,
        name,
        otherForward,
        otherRollback,
        transactional,
        file,
        line,
        rollbackFile,
        rollbackLine);
  }
}
