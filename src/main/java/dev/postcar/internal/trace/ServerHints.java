package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.WARN;
import static dev.postcar.internal.trace.Hint.Blocks.NOTHING;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hazards of what reaches beyond the schema: logical replication and extensions. */
final class ServerHints {

  private static final String NAME = " ((\"([^\"]|\"\")*\"|[^ \";])+)";
  private static final Pattern PUBLICATION =
      Pattern.compile("^(?:create|alter|drop) publication(?: if exists)?" + NAME);
  private static final Pattern SUBSCRIPTION =
      Pattern.compile("^(?:create|alter|drop) subscription(?: if exists)?" + NAME);
  private static final Pattern EXTENSION =
      Pattern.compile("^alter extension" + NAME + " update\\b");
  private static final Pattern IDENTITY = Pattern.compile("\\breplica identity (full|nothing)\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "change-publication",
              WARN,
              NOTHING,
              "A publication is created, changed or dropped",
              "Subscribers of %s get other changes from the commit on. An UPDATE or DELETE of a"
                  + " published table fails if it has neither a primary key nor a replica identity.",
              "set the replica identity of a table first; refresh each subscription afterwards (alter"
                  + " subscription ... refresh publication).",
              "create publication news for table book;",
              List.of("alter table event_2 replica identity full;"),
              (trace, index) -> named(trace, index, PUBLICATION)),
          new Hint(
              "change-subscription",
              WARN,
              NOTHING,
              "A subscription is created, changed or dropped",
              "%s connects to another server, makes or drops a replication slot there and may copy"
                  + " whole tables. No rollback undoes that.",
              "create and change subscriptions outside of the migrations, once for each server.",
              """
              create subscription feed connection 'dbname=shop' publication news
                with (connect = false, slot_name = none);
              drop subscription feed;""",
              List.of("comment on table book is 'replicated from shop, by the subscription feed';"),
              (trace, index) -> named(trace, index, SUBSCRIPTION)),
          new Hint(
              "replica-identity",
              WARN,
              READS_AND_WRITES,
              "A table's replica identity becomes FULL or NOTHING",
              "Reads and writes of %s wait until the commit. With FULL, each UPDATE and DELETE then"
                  + " logs the whole old row, and a subscriber may scan its table for it; with"
                  + " NOTHING, they fail where the table is published.",
              "a primary key, or USING INDEX with a unique index that was created concurrently.",
              "alter table book replica identity full;",
              List.of("alter table book replica identity using index book_pkey;"),
              (trace, index) ->
                  trace.says(index, IDENTITY)
                      ? Match.of(trace.tablesLocked(index, LockMode.ACCESS_EXCLUSIVE))
                      : List.of()),
          new Hint(
              "update-extension",
              WARN,
              READS_AND_WRITES,
              "An extension is updated",
              "The update script of %s takes whatever locks it needs, and may rewrite what uses it."
                  + " From another version, another script runs.",
              "read the script (NAME--OLD--NEW.sql), try it on a copy of production, and update in a"
                  + " migration of its own.",
              "alter extension plpgsql update;",
              List.of("create extension if not exists plpgsql;"),
              (trace, index) -> named(trace, index, EXTENSION)));

  private ServerHints() {}

  private static List<Match> named(MigrationTrace trace, int index, Pattern pattern) {
    Matcher name = pattern.matcher(trace.observations().get(index).skeleton());
    return name.find() ? List.of(new Match(name.group(1), null)) : List.of();
  }
}
