-- expect: 2
create function f() returns int language plpgsql as $f$
begin
  -- it's; fine
  return case when true then 1 end;
end;
$f$; select f()