-- expect: 3
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0'); create operator === (leftarg = int, rightarg = int, function = int4eq); select 1 === 1