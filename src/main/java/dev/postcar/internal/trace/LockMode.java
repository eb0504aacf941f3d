package dev.postcar.internal.trace;

/** The lock modes of tables, the weakest first (documentation section 13.3.1). */
enum LockMode {
  ACCESS_SHARE("AccessShareLock"),
  ROW_SHARE("RowShareLock"),
  ROW_EXCLUSIVE("RowExclusiveLock"),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
  SHARE("ShareLock"),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
  EXCLUSIVE("ExclusiveLock"),
  ACCESS_EXCLUSIVE("AccessExclusiveLock");

  private final String text;

  LockMode(String text) {
    this.text = text;
  }

  /** As pg_locks has it. */
  String text() {
    return text;
  }

  static LockMode of(String text) {
    for (LockMode mode : values()) {
      if (mode.text.equals(text)) {
        return mode;
      }
    }
    throw new IllegalArgumentException(text);
  }
}
