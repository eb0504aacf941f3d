-- expect: 2
do 'begin perform 1; perform ''a;''; end'; select 1