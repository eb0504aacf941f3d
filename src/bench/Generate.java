import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the same migrations in the form of each tool. The index alone decides what a migration is.
 *
 * <p>Arguments: how many, the directory to write to.
 */
public final class Generate {

  /** One migration; the SQL ends in a line break. */
  private record Change(int index, String name, String forward, String rollback) {}

  public static void main(String[] args) throws IOException {
    int count = Integer.parseInt(args[0]);
    Path out = Path.of(args[1]);
    Path classes = Files.createDirectories(out.resolve("postcar/src/bench/migrations"));
    Path flyway = Files.createDirectories(out.resolve("flyway"));
    Path liquibase = Files.createDirectories(out.resolve("liquibase"));
    Path mybatis = Files.createDirectories(out.resolve("mybatis/scripts"));
    Files.createDirectories(out.resolve("mybatis/environments"));
    StringBuilder script =
        new StringBuilder(
            "create table bench_history (name text primary key,"
                + " applied_at timestamptz not null default now());\n");
    StringBuilder changelog = new StringBuilder("--liquibase formatted sql\n");
    write(mybatis.resolve("00000_changelog.sql"), mybatisHistory());
    for (int index = 1; index <= count; index++) {
      Change change = change(index);
      write(classes.resolve(javaName(change) + ".java"), postcar(change));
      write(flyway.resolve("V%05d__%s.sql".formatted(index, change.name())), change.forward());
      write(mybatis.resolve("%05d_%s.sql".formatted(index, change.name())), mybatis(change));
      script.append(psql(change));
      changelog.append(liquibase(change));
    }
    write(out.resolve("psql.sql"), script.toString());
    write(liquibase.resolve("changes.sql"), changelog.toString());
    write(liquibase.resolve("master.xml"), master());
    // Tables, views and functions: what a run must have left behind.
    write(out.resolve("expected"), (kinds(count, 0) + kinds(count, 3) + kinds(count, 4)) + "\n");
  }

  private static int kinds(int count, int kind) {
    return (count + 9 - kind) / 10;
  }

  /** Ten kinds in turn: a table, then what happens to it. */
  private static Change change(int index) {
    int number = (index - 1) / 10;
    String table = "bench.item_" + number;
    return switch ((index - 1) % 10) {
      case 0 -> table(index, number, table);
      case 1 ->
          new Change(
              index,
              "add_note",
              "alter table %s add column note text;\n".formatted(table),
              "alter table %s drop column note;\n".formatted(table));
      case 2 ->
          new Change(
              index,
              "index_price",
              "create index item_%d_price_idx on %s (price, name);\n".formatted(number, table),
              "drop index bench.item_%d_price_idx;\n".formatted(number));
      case 3 -> function(index, number, table);
      case 4 ->
          new Change(
              index,
              "dear_items",
              """
              create view bench.dear_item_%d as
                select id, name, price, rank() over (order by price desc) as place
                from %s
                where price > 100;
              """
                  .formatted(number, table),
              "drop view bench.dear_item_%d;\n".formatted(number));
      case 5 ->
          new Change(
              index,
              "fill_items",
              """
              insert into %s (name, price) values
                ('lamp; with a shade', 19.90),
                ('desk', 240.00),
                ('reader''s chair', 129.50);
              """
                  .formatted(table),
              "delete from %s;\n".formatted(table));
      case 6 ->
          new Change(
              index,
              "comment_price",
              "comment on column %s.price is 'In euro, taxes included';\n".formatted(table),
              "comment on column %s.price is null;\n".formatted(table));
      case 7 ->
          new Change(
              index,
              "add_stock",
              "alter table %s add column stock integer not null default 0;\n".formatted(table),
              "alter table %s drop column stock;\n".formatted(table));
      case 8 ->
          new Change(
              index,
              "check_stock",
              "alter table %s add constraint stock_not_negative check (stock >= 0);\n"
                  .formatted(table),
              "alter table %s drop constraint stock_not_negative;\n".formatted(table));
      default ->
          new Change(
              index,
              "default_note",
              "alter table %s alter column note set default '';\n".formatted(table),
              "alter table %s alter column note drop default;\n".formatted(table));
    };
  }

  private static Change table(int index, int number, String table) {
    String parent =
        number == 0 ? "" : "  parent_id bigint references bench.item_" + (number - 1) + ",\n";
    String forward =
        "create table "
            + table
            + " (\n"
            + "  id bigint generated always as identity primary key,\n"
            + parent
            + "  name text not null unique,\n"
            + "  price numeric(10, 2) not null check (price >= 0),\n"
            + "  created_at timestamptz not null default now()\n"
            + ");\n";
    String rollback = "drop table " + table + ";\n";
    return number == 0
        ? new Change(
            index, "item", "create schema bench;\n" + forward, rollback + "drop schema bench;\n")
        : new Change(index, "item", forward, rollback);
  }

  private static Change function(int index, int number, String table) {
    return new Change(
        index,
        "raise_prices",
        """
        create function bench.raise_prices_%d(percent numeric) returns bigint
        language plpgsql as $body$
        declare
          changed bigint;
        begin
          update %s set price = round(price * (1 + percent / 100), 2);
          get diagnostics changed = row_count;
          if changed = 0 then
            raise notice 'nothing to raise; the table is empty';
          end if;
          return changed;
        end
        $body$;
        """
            .formatted(number, table),
        "drop function bench.raise_prices_%d(numeric);\n".formatted(number));
  }

  private static String javaName(Change change) {
    StringBuilder words = new StringBuilder();
    for (String word : change.name().split("_")) {
      words.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return "M%04d_%s".formatted(change.index(), words);
  }

  private static String postcar(Change change) {
    return """
    package bench.migrations;

    import dev.postcar.Migration;

    public class %s extends Migration {

      @Override
      public String forward() {
        return \"""
    %s        \""";
      }

      @Override
      public String rollback() {
        return \"""
    %s        \""";
      }
    }
    """
        .formatted(javaName(change), change.forward().indent(8), change.rollback().indent(8));
  }

  private static String psql(Change change) {
    return "begin;\n%sinsert into bench_history (name) values ('%s');\ncommit;\n"
        .formatted(change.forward(), javaName(change));
  }

  private static String liquibase(Change change) {
    return "\n--changeset bench:%d splitStatements:false stripComments:false\n%s--rollback %s"
        .formatted(change.index(), change.forward(), change.rollback().replace("\n", " ") + "\n");
  }

  private static String master() {
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog"
        xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog
          http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
      <include file="changes.sql" relativeToChangelogFile="true"/>
    </databaseChangeLog>
    """;
  }

  private static String mybatis(Change change) {
    return "-- // %s\n%s-- //@UNDO\n%s"
        .formatted(change.name(), change.forward(), change.rollback());
  }

  private static String mybatisHistory() {
    return """
    -- // the changelog
    create table ${changelog} (
      id numeric(20, 0) not null primary key,
      applied_at varchar(25) not null,
      description varchar(255) not null
    );
    -- //@UNDO
    drop table ${changelog};
    """;
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
  }
}
