-- expect: 3
-- since: 14
create table "begin"("end" int, "case" int, atomic int); create function "atomic"() returns bigint begin atomic select count("case") from "begin" where "end" = 1; select count(begin.atomic) from begin; end; select "atomic"()