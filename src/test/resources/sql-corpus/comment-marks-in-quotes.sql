-- expect: 3
select '--', ';'; select '/*'; select '*/' as "/* -- ;"