-- expect: 2
prepare transaction as select 1; execute transaction