-- expect: 2
do language plpgsql $$ begin perform 1; end; $$; select 1