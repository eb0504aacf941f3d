-- Each table gets 1,000 rows, unless "rows" says otherwise; what follows "see" must be true then.
-- Without a table: what is left out, and why.

create table plain (id bigint generated always as identity primary key, name text not null unique, price numeric(10, 2) not null check (price >= 0), created_at timestamptz not null default now());
-- see: (select count(distinct price) > 100 and max(price) < 10000000 from plain)
-- see: (select last_value = 1000 from plain_id_seq)

create table serials (id serial primary key, small smallserial, note text);
-- see: (select count(distinct small) = 1000 from serials)
-- see: (select last_value = 1000 from serials_small_seq)
-- see: (select count(*) between 20 and 300 from serials where note is null)

create sequence own_numbers start 50;
create table own_sequence (id int primary key default nextval('own_numbers'));
-- see: (select last_value >= 1000 from own_numbers)

create table two_columns (a int, b date, c text, primary key (a, b, c));
create table text_key (code varchar(8) primary key, other char(5) not null unique);
create table uuid_key (id uuid primary key, day date not null, unique (day, id));
create table small_parts (kind text check (kind in ('a', 'b', 'c')), level int check (level between 1 and 400), primary key (kind, level));
create table too_small (kind text primary key check (kind in ('a', 'b', 'c')));
-- rows: 3
-- out: only 3 of 1,000 rows

create table parent (id int primary key, name text);
create table child (id bigserial primary key, parent_id int not null references parent, other_id int references parent on delete set null);
-- see: (select count(distinct parent_id) between 300 and 900 from child)
-- see: (select max(n) >= 8 from (select count(*) n from child group by parent_id) s)
-- see: (select count(*) between 20 and 300 from child where other_id is null)
create table one_to_one (parent_id int primary key references parent, text text not null);
create table pair (parent_id int references parent, child_id bigint references child, primary key (parent_id, child_id));
-- see: (select max(n) > 3 from (select count(*) n from pair group by parent_id) s)
create table numbered (child_id bigint references child, line smallint check (line between 1 and 20), primary key (child_id, line));
-- see: (select count(distinct child_id) < 1000 from numbered)

create table tenant (id int primary key);
create table tenant_user (tenant_id int references tenant, id int, primary key (tenant_id, id));
create table tenant_order (tenant_id int not null, id int not null, user_id int not null, back_id int, primary key (tenant_id, id), foreign key (tenant_id, user_id) references tenant_user, foreign key (tenant_id) references tenant);
create table tenant_line (tenant_id int not null, order_id int not null, user_id int, id bigserial primary key, foreign key (tenant_id, order_id) references tenant_order, foreign key (tenant_id, user_id) references tenant_user);

create table tree (id int primary key, parent_id int references tree, name text);
-- see: (select count(*) > 500 and count(distinct parent_id) > 100 from tree where parent_id is not null)
create table own_parent (id int primary key, parent_id int not null references own_parent);
create table other_parent (id int primary key, parent_id int references other_parent check (parent_id <> id));
create table circle_a (id int primary key, b_id int not null);
create table circle_b (id int primary key, a_id int not null references circle_a);
alter table circle_a add constraint circle_a_b foreign key (b_id) references circle_b;
-- see: (select not condeferrable and not condeferred from pg_constraint where conname = 'circle_a_b')
create table loose_a (id int primary key, b_id int);
create table loose_b (id int primary key, a_id int references loose_a);
alter table loose_a add foreign key (b_id) references loose_b deferrable initially deferred;

create table comparisons (a int check (a > 10), b int check (b < -5), c numeric check (c >= 0.5 and c <= 1.5), d real check (d > 0), e bigint check (e <> 0), f double precision check (f between 0 and 1), g int check (g > 0 and g % 5 = 0), h date check (h >= '2023-05-01' and h < '2023-06-01'), i timestamptz check (i < now()), j timestamp check (j > now()), k money check (k > '0'::money), l time check (l < '12:00'));
-- see: (select min(a) >= 11 and count(distinct a) > 500 and max(b) < -5 and count(distinct h) = 31 from comparisons)
create table lists (a text not null check (a = any (array['x', 'y'])), b varchar(10) not null check (b in ('one', 'two')), c int check (c in (1, 5, 9)), d text check (d = 'p' or d = 'q'), e text check (e is null or e = 'only'));
-- see: (select count(distinct a) = 2 and count(distinct b) = 2 and count(distinct c) = 3 and count(distinct d) = 2 from lists)
create table lengths (a text not null check (length(a) = 7), b varchar(40) not null check (char_length(b) >= 30), c text check (length(c) between 2 and 3), d text not null check (btrim(d) <> ''), e bytea check (octet_length(e) = 32), f text[] check (cardinality(f) >= 2), g text check (char_length(g) <= 255), h int[] check (array_length(h, 1) = 3));
create table patterns (a text unique check (a ~ '^[A-Z]{3}-\d{4}$'), b text not null check (b ~* '^[^@ ]+@[^@ ]+\.[a-z]{2,}$'), c text not null check (c like 'https://%'), d text check (d ~ '^(alpha|beta)(-[0-9]+)?$'), e varchar(20) unique check (e ~ '^[a-z0-9-]+$'), f char(2) check (f ~ '^[A-Z]{2}$'), g text check (g ~ '^\+?[0-9 ]{5,15}$'), h text check (h ~ '^[[:alpha:]_][[:alnum:]_]*$'));
-- see: (select count(distinct a) > 500 and count(distinct e) > 500 from patterns)
create table functions (a text not null check (a = upper(a)), b text not null check (position('@' in b) > 1), c text not null check (lower(c) = c), d jsonb not null check (jsonb_typeof(d) = 'array'), e int not null check (abs(e) < 10), f date check (extract(isodow from f) = 1), g text check (g !~ '\s'), h text not null check (h::date is not null), i int check (i is not null or i > 3));
create table columns_in_order (starts date not null, ends date not null, low int, high int, check (ends >= starts), check (low < high), created timestamptz not null, updated timestamptz not null, constraint later check (updated >= created));
create table rows_checked (kind text not null check (kind in ('a', 'b')), x int, y int, check (kind = 'a' and x is not null or kind = 'b' and y is not null), check (num_nonnulls(x, y) = 1));
create function even(n int) returns boolean language sql immutable as 'select n % 2 = 0';
create table by_function (n int not null check (even(n)));
create table one_row (singleton boolean not null default true check (singleton), unique (singleton));
-- rows: 1
-- out: only 1 of 1,000 rows
create table unfillable (a int not null check (a * a = -1));
-- rows: 0
-- out: no value of column a (integer) was found that check unfillable_a_check accepts
create table needs_unfillable (a int not null);
alter table unfillable add primary key (a);
alter table needs_unfillable add foreign key (a) references unfillable;
-- rows: 0
-- out: no row has a parent that fits

create type mood as enum ('sad', 'it''s "fine"', 'a\b', 'ünicode');
create domain positive as int check (value > 0);
create domain small_positive as positive check (value < 100) not null;
create domain mail as text check (value ~ '^[a-z0-9.]+@[a-z0-9.]+$');
create domain country as char(2) check (value ~ '^[A-Z]{2}$');
create domain percent as numeric(5, 2) check (value between 0 and 100);
create type address as (street text, zip varchar(5), at mood);
create table own_types (a mood not null, b positive, c small_positive, d mail unique, e country, f address, g mood[], h positive[], i percent, j address[]);
-- see: (select count(distinct a) = 4 and count(distinct c) between 50 and 99 and count(distinct d) > 500 from own_types)
create table numbers (a smallint, b numeric(3, 0), c numeric(12, 4), d numeric, e real, f double precision, g money, h oid, i numeric(2, 2), j numeric(38, 10));
create table strings (a char(3), b varchar(1), c varchar(3) unique, d text, e name, f "char", g bit(3), h bit varying(12), i bytea, j char);
create table times (a date, b time, c timetz, d timestamp, e timestamptz, f interval, g timestamp(0), h interval day to second, i time(3));
create table networks (a inet, b cidr, c macaddr, d macaddr8, e pg_lsn);
create table documents (a json, b jsonb, c xml, d tsvector, e tsquery, f jsonpath, g int[], h text[][], i timestamptz[]);
create table ranges (a int4range, b numrange, c daterange not null, d tstzrange, e int8range unique);
create table shapes (a point, b line, c lseg, d box, e path, f polygon, g circle);
create table "Quoted ""name" ("Select" int primary key, "a b" text not null check (length("a b") > 2), "Ünïcode" int references "Quoted ""name");
create table generated (a int not null, b int generated always as (a * 2) stored, c text generated always as ('x' || a) stored unique);
-- see: (select count(*) = 1000 from generated where b = a * 2)
create table generated_checked (a int not null, b int not null, c int generated always as (a - b) stored, check (c > 0));
create table identities (a int generated by default as identity (start with 100), b int);
-- see: (select last_value >= 1000 from identities_a_seq)
create table no_columns ();
-- rows: 0
-- out: it has no column
create unlogged table unlogged_one (a int);
create table partial_unique (a int not null, b text, deleted boolean not null);
create unique index on partial_unique (a) where not deleted;
create table lower_unique (mail text not null);
create unique index on lower_unique (lower(mail));
create unique index on lower_unique ((mail || 'x'), mail);
create table nulls_and_unique (a int unique, b int, unique (a, b));

create table booking (room int not null, during tstzrange not null, exclude using gist (during with &&));
create table booking_box (place box not null, exclude using gist (place with &&));

create table by_range (id bigint generated always as identity, day date not null, primary key (id, day)) partition by range (day);
create table by_range_1 partition of by_range for values from ('2024-01-01') to ('2024-02-01');
create table by_range_2 partition of by_range for values from ('2024-02-01') to ('2024-03-01');
create table by_range_rest partition of by_range default;
-- see: (select count(*) between 300 and 400 from by_range_1)
-- see: (select count(*) between 300 and 400 from by_range_2)
-- see: (select last_value >= 1000 from by_range_id_seq)
create table of_partition (id int primary key, range_id bigint, day date, foreign key (range_id, day) references by_range);
create table by_list (region text not null, id int not null, primary key (region, id)) partition by list (region);
create table by_list_eu partition of by_list for values in ('de', 'fr') partition by range (id);
create table by_list_eu_1 partition of by_list_eu for values from (minvalue) to (5000);
create table by_list_eu_2 partition of by_list_eu for values from (5000) to (maxvalue);
create table by_list_us partition of by_list for values in ('us');
-- see: (select count(distinct region) = 3 from by_list)
create table by_hash (id int primary key, text text) partition by hash (id);
create table by_hash_0 partition of by_hash for values with (modulus 3, remainder 0);
create table by_hash_1 partition of by_hash for values with (modulus 3, remainder 1);
create table by_hash_2 partition of by_hash for values with (modulus 3, remainder 2);
-- see: (select count(*) > 200 from by_hash_1)
create table inherited (id int primary key, name text not null check (length(name) > 3));
create table inheriting (extra int not null) inherits (inherited);
create table of_inherited (id int references inherited);

create table with_rows (id serial primary key, name text not null unique);
insert into with_rows (name) values ('first'), ('second');
-- rows: 1000
-- see: (select count(*) = 2 from with_rows where name in ('first', 'second'))
create table of_with_rows (with_rows_id int not null references with_rows);
create table loud (id int primary key, name text);
create function shout() returns trigger language plpgsql as 'begin raise exception ''a trigger fired''; end';
create trigger shout before insert on loud for each row execute function shout();
create trigger shout_always before insert on loud for each statement execute function shout();
alter table loud enable always trigger shout_always;
-- see: (select string_agg(tgenabled::text, '' order by tgname) = 'OA' from pg_trigger where tgrelid = 'loud'::regclass)
create table secured (id int primary key);
alter table secured enable row level security, force row level security;
-- see: (select relforcerowsecurity from pg_class where oid = 'secured'::regclass)
create materialized view counted as select count(*) as n from plain;
-- see: (select n = 1000 from counted)

create schema bench;
create table bench.item_0 (id bigint generated always as identity primary key, name text not null unique, price numeric(10, 2) not null check (price >= 0), created_at timestamptz not null default now());
create table bench.item_1 (id bigint generated always as identity primary key, parent_id bigint references bench.item_0, name text not null unique, price numeric(10, 2) not null check (price >= 0), created_at timestamptz not null default now(), note text default '', stock integer not null default 0, constraint stock_not_negative check (stock >= 0));
create index on bench.item_1 (price, name);
insert into bench.item_1 (name, price) values ('lamp; with a shade', 19.90), ('desk', 240.00), ('reader''s chair', 129.50);
