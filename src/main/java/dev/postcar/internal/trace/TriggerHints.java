package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.INFO;
import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;
import static dev.postcar.internal.trace.Hint.Blocks.WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Pattern;

/** Hazards of triggers, rules and policies. */
final class TriggerHints {

  private static final Pattern CREATE =
      Pattern.compile("^create (or replace )?(constraint )?trigger\\b");
  private static final Pattern DISABLE = Pattern.compile("\\bdisable trigger\\b");
  private static final Pattern RULE = Pattern.compile("^create (or replace )?rule\\b");
  private static final Pattern POLICY = Pattern.compile("^(create|alter|drop) policy\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "create-trigger",
              INFO,
              WRITES,
              "A trigger is created on an existing table",
              "Writes of %s wait until the commit, and from then on each of them runs the trigger.",
              "create it last, in a migration of its own; measure what the trigger costs.",
              """
              create trigger book_touch before update on book
                for each row execute function touch();""",
              List.of(
                  """
                  create table review (id bigint primary key);
                  create trigger review_touch before update on review
                    for each row execute function touch();"""),
              (trace, index) -> matching(trace, index, CREATE)),
          new Hint(
              "disable-trigger",
              WARN,
              WRITES,
              "Triggers are disabled",
              "Until they are enabled again, no write of %s runs them; with ALL, foreign keys"
                  + " are not checked either, and nothing checks them later.",
              "let the trigger's function check a setting that only this session has.",
              """
              alter table book disable trigger all;
              alter table book enable trigger all;""",
              List.of(
                  """
                  create or replace function touch() returns trigger language plpgsql as $$
                  begin
                    if current_setting('shop.quiet', true) = 'on' then return new; end if;
                    return new;
                  end $$;"""),
              (trace, index) -> matching(trace, index, DISABLE)),
          new Hint(
              "create-rule",
              WARN,
              READS_AND_WRITES,
              "A rule is created on an existing table or view",
              "Reads and writes of %s wait until the commit; from then on the rule rewrites each"
                  + " statement on it: row counts and RETURNING change, and a volatile function may"
                  + " run twice.",
              "a trigger; for a view, an INSTEAD OF trigger.",
              "create rule keep as on delete to book do instead nothing;",
              List.of(
                  """
                  create trigger keep before delete on book
                    for each row execute function touch();"""),
              (trace, index) ->
                  trace.says(index, RULE)
                      ? trace.locks(index).stream()
                          .filter(held -> held.mode() == LockMode.ACCESS_EXCLUSIVE)
                          .map(HeldLock::relation)
                          .filter(one -> !one.isIndex())
                          .map(one -> new Match(one.name(), one))
                          .toList()
                      : List.of()),
          new Hint(
              "change-policy",
              INFO,
              READS_AND_WRITES,
              "A row-security policy is created, changed or dropped",
              "Reads and writes of %s wait until the commit; where its row security is on, other rows"
                  + " are visible from then on.",
              "do it last, in a migration of its own, and try it as each role that it concerns.",
              "create policy own on book using (author_id = 1);",
              List.of(
                  """
                  create table review (id bigint primary key);
                  create policy own on review using (id = 1);"""),
              (trace, index) -> matching(trace, index, POLICY)));

  private TriggerHints() {}

  private static List<Match> matching(MigrationTrace trace, int index, Pattern pattern) {
    return trace.says(index, pattern)
        ? Match.of(trace.tablesLocked(index, LockMode.SHARE_ROW_EXCLUSIVE))
        : List.of();
  }
}
