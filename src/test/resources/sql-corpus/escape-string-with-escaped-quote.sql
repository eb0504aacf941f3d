-- expect: 2
select E'a\';b'; select e'\\', E'\\\';';