-- expect: 3
create table beginning(the_end int, atomic int, case_no int); select atomic from beginning; select the_end, case_no from beginning