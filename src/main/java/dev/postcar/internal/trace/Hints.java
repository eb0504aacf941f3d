package dev.postcar.internal.trace;

import java.util.List;
import java.util.stream.Stream;

/** All hints that there are. */
final class Hints {

  /** The tables that the examples are about. */
  static final String SETUP =
      """
      create table author (id bigint primary key, name text not null);
      create table book (
        id bigint primary key, title varchar(50), price int, isbn text, author_id bigint,
        pages int, note text, added timestamptz,
        tax numeric(8, 2) constraint book_tax check (tax >= 0));
      create index book_title on book (title);
      create table sale (
        id bigint primary key, book_id bigint constraint sale_book references book, day date);
      create index sale_book_id on sale (book_id);
      create materialized view best as select book_id from sale;
      create unique index best_book on best (book_id);
      create view cheap as select id, note from book where price < 10;
      create table event (id bigint, day int not null) partition by range (day);
      create table event_1 partition of event for values from (0) to (10);
      create table event_2 (like event);
      create domain percent as int;
      create table rebate (id bigint primary key, share percent);
      create type mood as enum ('good', 'bad');
      create sequence ticket;
      create function touch() returns trigger language plpgsql as 'begin return new; end';
      """;

  static final List<Hint> ALL =
      Stream.of(
              ColumnHints.ALL,
              ColumnTypeHints.ALL,
              ConstraintHints.ALL,
              ForeignKeyHints.ALL,
              IndexHints.ALL,
              TableHints.ALL,
              RewriteHints.ALL,
              NameHints.ALL,
              SequenceHints.ALL,
              TriggerHints.ALL,
              PartitionHints.ALL,
              TransactionHints.ALL,
              DataHints.ALL,
              ServerHints.ALL)
          .flatMap(List::stream)
          .toList();

  private Hints() {}
}
