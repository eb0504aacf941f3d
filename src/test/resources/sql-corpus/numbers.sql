-- expect: 2
select 1.5e10, 1e-3, .5, 1E+2, 1.; select 12