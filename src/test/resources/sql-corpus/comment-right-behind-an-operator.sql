-- expect: 2
select 2 */* ; */ 3; select 1 +-- ;
 2