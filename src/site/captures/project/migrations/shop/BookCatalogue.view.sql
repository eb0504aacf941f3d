create view book_catalogue as
select b.id, b.title, a.name as author, b.price
from book b
join author a on a.id = b.author_id;
-- postcar: down
drop view book_catalogue;
