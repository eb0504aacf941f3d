-- expect: 3
begin work; select 1; end