package dev.postcar.internal.trace;

import static dev.postcar.HintLevel.DANGER;
import static dev.postcar.internal.trace.Hint.Blocks.READS_AND_WRITES;

import dev.postcar.internal.trace.Hint.Match;
import java.util.List;
import java.util.regex.Pattern;

/** Hazards of writing a whole table, or throwing it away. */
final class RewriteHints {

  private static final Pattern VACUUM_FULL = Pattern.compile("^vacuum (full|\\([^)]*\\bfull\\b)");
  private static final Pattern CLUSTER =
      Pattern.compile("^(cluster\\b|repack\\b(?! *\\([^)]*\\bconcurrently\\b))");
  private static final Pattern LOGGED = Pattern.compile("\\bset (un)?logged\\b");
  private static final Pattern TABLESPACE = Pattern.compile("^alter .*\\bset tablespace\\b");
  private static final Pattern REFRESH = Pattern.compile("^refresh materialized view\\b");
  private static final Pattern TRUNCATE = Pattern.compile("^truncate\\b");

  static final List<Hint> ALL =
      List.of(
          new Hint(
              "vacuum-full",
              DANGER,
              READS_AND_WRITES,
              "VACUUM FULL",
              "All of %s is rewritten while all reads and writes wait.",
              "plain vacuum makes the space reusable; pg_repack returns it to the system without a long lock.",
              "vacuum full book;",
              List.of("vacuum (analyze) book;"),
              (trace, index) -> exclusively(trace, index, VACUUM_FULL)),
          new Hint(
              "cluster",
              DANGER,
              READS_AND_WRITES,
              "CLUSTER",
              "All of %s is rewritten, in the order of an index, while all reads and writes wait.",
              "pg_repack; or an index that contains all columns the query needs (include).",
              "cluster book using book_title;",
              List.of("create index concurrently book_title_isbn on book (title) include (isbn);"),
              (trace, index) -> exclusively(trace, index, CLUSTER)),
          new Hint(
              "set-logged-rewrites",
              DANGER,
              READS_AND_WRITES,
              "A table becomes logged or unlogged",
              "All of %s is rewritten while all reads and writes wait.",
              "decide when the table is created.",
              "alter table author set unlogged;",
              List.of("create unlogged table scrap (id bigint primary key);"),
              (trace, index) -> exclusively(trace, index, LOGGED)),
          new Hint(
              "set-tablespace-rewrites",
              DANGER,
              READS_AND_WRITES,
              "A table or an index moves to another tablespace",
              "All of %s is copied while all reads and writes wait.",
              "pg_repack --tablespace; for an index, create a new one there concurrently and drop the"
                  + " old one.",
              "alter table book set tablespace pg_default;",
              List.of(
                  "create index concurrently book_title_2 on book (title) tablespace pg_default;"),
              (trace, index) -> exclusively(trace, index, TABLESPACE)),
          new Hint(
              "refresh-blocks-reads",
              DANGER,
              READS_AND_WRITES,
              "A materialized view is refreshed, not concurrently",
              "All reads of %s wait until its query has run.",
              "refresh materialized view concurrently; it needs a unique index.",
              "refresh materialized view best;",
              List.of("refresh materialized view concurrently best;"),
              (trace, index) -> exclusively(trace, index, REFRESH)),
          new Hint(
              "truncate",
              DANGER,
              READS_AND_WRITES,
              "A table is truncated",
              "All rows of %s are removed, and reads and writes wait until the commit.",
              "delete the rows that are meant, in batches.",
              "truncate sale;",
              List.of("delete from sale where id between 1 and 1000;"),
              (trace, index) -> exclusively(trace, index, TRUNCATE)));

  private RewriteHints() {}

  private static List<Match> exclusively(MigrationTrace trace, int index, Pattern pattern) {
    return trace.says(index, pattern)
        ? Match.of(trace.tablesLocked(index, LockMode.ACCESS_EXCLUSIVE))
        : List.of();
  }
}
