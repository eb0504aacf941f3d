-- expect: 3
prepare p(int, int) as select $1::int+$2; execute p(1, 2); deallocate p