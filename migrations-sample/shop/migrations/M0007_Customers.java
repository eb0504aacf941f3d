package shop.migrations;

import dev.postcar.Migration;

/** Creates the customers; an e-mail address belongs to one open account. */
public class M0007_Customers extends Migration {

  @Override
  public String forward() {
    return """
        create table shop.customer (
          id bigint generated always as identity primary key,
          name text not null,
          email text not null,
          joined_at timestamptz not null default now(),
          closed_at timestamptz,
          constraint customer_email_form check (email like '%_@_%'),
          constraint customer_closed_after_joined check (closed_at >= joined_at)
        );

        comment on column shop.customer.closed_at is
          'When the account was closed; null while it is open';

        create unique index customer_open_email
          on shop.customer (lower(email))
          where closed_at is null;
        """;
  }

  @Override
  public String rollback() {
    return """
        drop table shop.customer;
        """;
  }
}
