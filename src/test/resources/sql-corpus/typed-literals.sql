-- expect: 3
select date'2026-01-01', name'x\'; select text 'a;b'; select interval '1' day