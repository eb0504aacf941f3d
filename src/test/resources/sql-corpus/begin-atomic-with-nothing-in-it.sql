-- expect: 2
-- since: 14
create procedure p() begin atomic end; call p()