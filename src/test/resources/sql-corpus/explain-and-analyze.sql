-- expect: 2
explain (costs off) select 1; explain select ';'