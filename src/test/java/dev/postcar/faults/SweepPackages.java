package dev.postcar.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Migrations that run in transactions, with and without managed views. */
final class SweepPackages {

  static final SweepPackage SHOP =
      new SweepPackage(
          "shop",
          List.of(
              SweepMigration.of(
                  "M0001_Author",
                  List.of(
                      "create table author (id bigint primary key, name text not null)",
                      "create index author_name on author (name)"),
                  List.of("drop table author")),
              SweepMigration.of(
                  "M0002_Book",
                  List.of(
                      "create type kind as enum ('paper', 'audio')",
                      "create table book (id bigint primary key, author_id bigint not null"
                          + " references author deferrable initially deferred, kind kind, title text)"),
                  List.of("drop table book", "drop type kind")),
              SweepMigration.of(
                  "M0003_Touch",
                  List.of(
                      "create function touch() returns trigger language plpgsql as $body$ begin"
                          + " new.title := trim(new.title); return new; end $body$",
                      "create trigger touch before insert on book for each row execute function"
                          + " touch()"),
                  List.of("drop trigger touch on book", "drop function touch()")),
              SweepMigration.code(
                  "M0004_Fill",
                  List.of(
                      "insert into author select i, 'a' || i from generate_series(1, 20) i",
                      "insert into book select i, i, 'audio', ' b' from generate_series(1, 20) i"),
                  List.of("delete from book", "delete from author")),
              SweepMigration.of(
                  "M0005_Review",
                  List.of(
                      "create table review (book_id bigint references book, stars int)",
                      "insert into review select id, 1 + id % 5 from book"),
                  List.of("drop table review")),
              SweepMigration.of(
                  "M0006_Stars",
                  List.of("alter table review add check (stars between 1 and 5)"),
                  List.of("alter table review drop constraint review_stars_check")),
              SweepMigration.of(
                  "M0007_Sum",
                  List.of(
                      "alter table book add column stars int",
                      "update book set stars = (select sum(stars) from review where book_id = id)"),
                  List.of("alter table book drop column stars"))));

  static final SweepPackage SEEN =
      new SweepPackage(
          "seen",
          List.of(
              SweepMigration.of(
                  "M0001_Reader",
                  List.of("create table reader (id int primary key, name text, active boolean)"),
                  List.of("drop table reader")),
              SweepMigration.of(
                  "M0002_Loan",
                  List.of("create table loan (reader int references reader, due date)"),
                  List.of("drop table loan")),
              SweepMigration.of(
                      "M0003_Wide",
                      List.of("alter table reader alter column id type bigint"),
                      List.of("alter table reader alter column id type int"))
                  .annotated("@Rebuilds(Readers.class)"),
              SweepMigration.of(
                  "M0004_Note",
                  List.of("alter table loan add column note text"),
                  List.of("alter table loan drop column note"))),
          views("select id, name from reader"),
          List.of(),
          List.of(),
          List.of());

  private SweepPackages() {}

  static Map<String, String> views(String readers) {
    Map<String, String> views = new LinkedHashMap<>();
    views.put("Readers", view("Readers", "@Since(M0001_Reader.class)", "readers", readers));
    views.put(
        "Late",
        view(
            "Late",
            "@Since(M0002_Loan.class) @Uses(Readers.class)",
            "late",
            "select r.id, r.name, l.due from readers r join loan l on l.reader = r.id"));
    return views;
  }

  static String view(String name, String annotations, String view, String query) {
    return annotations
        + " public class "
        + name
        + " extends View { public String up() { return \"create view "
        + view
        + " as "
        + query
        + "\"; } public String down() { return \"drop view "
        + view
        + "\"; } }\n";
  }
}
