package billing.migrations;

import dev.postcar.Migration;

/** Creates the schema of the billing and its type for amounts of money. */
public class M0001_Init extends Migration {

  @Override
  public String forward() {
    return """
        create schema billing;

        comment on schema billing is 'Invoices and payments';

        create domain billing.amount as numeric(12, 2)
          constraint amount_not_negative check (value >= 0);

        comment on domain billing.amount is 'Euros';
        """;
  }

  @Override
  public String rollback() {
    return """
        drop domain billing.amount;
        drop schema billing;
        """;
  }
}
