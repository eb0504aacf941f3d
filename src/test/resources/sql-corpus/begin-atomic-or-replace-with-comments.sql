-- expect: 2
-- since: 14
create /* x */ or -- y
 replace FUNCTION f(a int default (1)) returns int begin /* ; */ atomic ; ; select a; /* end */ END ; select f()