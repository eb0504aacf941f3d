package billing.migrations;

import dev.postcar.Migration;
import dev.postcar.Requires;

/** Creates the view that says what each customer still owes. */
@Requires(names = "shop.migrations.M0007_Customers")
public class M0004_CustomerBalance extends Migration {

  @Override
  public String forward() {
    return """
        create view billing.customer_balance as
        select
          customer.id as customer_id,
          customer.name,
          coalesce(sum(invoice.amount), 0) as billed,
          coalesce(sum(paid.amount), 0) as paid,
          coalesce(sum(invoice.amount), 0) - coalesce(sum(paid.amount), 0) as balance
        from shop.customer
        left join shop.customer_order on customer_order.customer_id = customer.id
        left join billing.invoice
          on invoice.order_id = customer_order.id
          and invoice.voided_at is null
        left join lateral (
          select sum(payment.amount) as amount
          from billing.payment
          where payment.invoice_id = invoice.id
        ) as paid on true
        group by customer.id, customer.name;

        comment on view billing.customer_balance is
          'What each customer was billed, has paid, and owes';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop view billing.customer_balance;
        """;
  }
}
