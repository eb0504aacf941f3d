package billing.migrations;

import dev.postcar.Migration;

/** Creates the payments, which can be added but neither changed nor deleted. */
public class M0003_Payments extends Migration {

  @Override
  public String forward() {
    return """
        create table billing.payment (
          id bigint generated always as identity primary key,
          invoice_id bigint not null references billing.invoice,
          amount billing.amount not null,
          method text not null,
          received_at timestamptz not null default now(),
          constraint payment_method_known check (method in ('card', 'cash', 'transfer'))
        );

        create index payment_invoice_id on billing.payment (invoice_id);

        create function billing.refuse_change() returns trigger
        language plpgsql
        as $body$
        begin
          raise exception '% on %.% is not allowed', lower(tg_op), tg_table_schema, tg_table_name
            using hint = 'Add a row that corrects the wrong one.';
        end;
        $body$;

        create trigger payment_refuse_change
          before update or delete on billing.payment
          for each row
          execute function billing.refuse_change();

        comment on trigger payment_refuse_change on billing.payment is
          'Keeps the book of payments append-only';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop table billing.payment;
        drop function billing.refuse_change();
        """;
  }
}
