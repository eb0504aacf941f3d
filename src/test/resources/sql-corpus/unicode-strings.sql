-- expect: 3
select U&'d\0061t\+000061;', u&'\\'; select U&'d!0061t;' uescape '!'; select 1 as U&"d!0061;t" uescape '!'