package billing.migrations;

import dev.postcar.Migration;
import dev.postcar.Requires;
import shop.migrations.M0008_Orders;

/** Creates the invoices: at most one per order that is not void. */
@Requires(M0008_Orders.class)
public class M0002_Invoices extends Migration {

  @Override
  public String forward() {
    return """
        create table billing.invoice (
          id bigint generated always as identity primary key,
          order_id bigint not null references shop.customer_order,
          amount billing.amount not null,
          issued_on date not null default current_date,
          due_on date not null default current_date + 30,
          voided_at timestamptz,
          constraint invoice_due_after_issued check (due_on >= issued_on)
        );

        comment on table billing.invoice is 'Invoices are voided, never deleted';

        create unique index invoice_order_id
          on billing.invoice (order_id)
          where voided_at is null;
        """;
  }

  @Override
  public String rollback() {
    return """
        drop table billing.invoice;
        """;
  }
}
