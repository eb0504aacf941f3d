package shop.migrations;

import dev.postcar.Migration;

/** Creates the orders and their lines. */
public class M0008_Orders extends Migration {

  @Override
  public String forward() {
    return """
        create type shop.order_status as enum ('placed', 'packed', 'shipped', 'cancelled');

        create table shop.customer_order (
          id bigint generated always as identity primary key,
          customer_id bigint not null references shop.customer,
          status shop.order_status not null default 'placed',
          placed_at timestamptz not null default now()
        );

        create index customer_order_customer_id on shop.customer_order (customer_id);

        create index customer_order_to_do
          on shop.customer_order (placed_at)
          where status in ('placed', 'packed');

        comment on index shop.customer_order_to_do is
          'What the packing room works through, oldest first';

        create table shop.order_line (
          order_id bigint not null references shop.customer_order on delete cascade,
          book_id bigint not null references shop.book,
          quantity integer not null,
          unit_price numeric(8, 2) not null,
          line_total numeric(12, 2) not null generated always as (quantity * unit_price) stored,
          primary key (order_id, book_id),
          constraint order_line_quantity_positive check (quantity > 0),
          constraint order_line_unit_price_not_negative check (unit_price >= 0)
        );

        create index order_line_book_id on shop.order_line (book_id);

        comment on column shop.order_line.unit_price is 'The price of the book when it was ordered';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop table shop.order_line;
        drop table shop.customer_order;
        drop type shop.order_status;
        """;
  }
}
