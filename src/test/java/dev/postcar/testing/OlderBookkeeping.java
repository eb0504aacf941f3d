package dev.postcar.testing;

/** A bookkeeping of today as an older postcar would have left it. */
public final class OlderBookkeeping {

  /** Makes that in schema {@code _postcar} one of version 0.3. */
  public static final String VERSION_03 =
      """
      alter table _postcar.version drop column time_zone, drop column xid, drop column target,
        add column only_row boolean primary key default true check (only_row);
      alter table _postcar.migration drop column target;
      create unique index migration_once on _postcar.migration (package, name) where reverted_at is null;
      alter table _postcar.event drop column attempt, drop column target, add primary key (id);
      alter table _postcar.view drop column target, add primary key (package, name);
      delete from _postcar.statement where state = 'failed';
      alter table _postcar.statement drop column session, drop column rows, drop column last_key,
        drop column sqlstate,
        drop constraint statement_state_check,
        add constraint statement_state_check check (state in ('started', 'done'));
      update _postcar.version set minor = 3;
      """;

  private OlderBookkeeping() {}
}
