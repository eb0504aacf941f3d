package shop.migrations;

import dev.postcar.Migration;

/** Creates the view that says how often a book was sold. */
public class M0013_BookSales extends Migration {

  @Override
  public String forward() {
    return """
        create view shop.book_sales as
        select
          book.id as book_id,
          book.title,
          coalesce(sum(sold.quantity), 0) as copies,
          coalesce(sum(sold.line_total), 0) as revenue
        from shop.book
        left join (
          select order_line.book_id, order_line.quantity, order_line.line_total
          from shop.order_line
          join shop.customer_order on customer_order.id = order_line.order_id
          where customer_order.status <> 'cancelled'
        ) as sold on sold.book_id = book.id
        group by book.id, book.title;

        comment on view shop.book_sales is
          'Copies and revenue per book; cancelled orders do not count';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop view shop.book_sales;
        """;
  }
}
