package billing.migrations;

import dev.postcar.Migration;

/** Adds the number that is printed on an invoice; M0006 fills it for those that are there. */
public class M0005_AddInvoiceNumber extends Migration {

  @Override
  public String forward() {
    return """
        alter table billing.invoice add column number text;

        create unique index invoice_number on billing.invoice (number);
        """;
  }

  @Override
  public String rollback() {
    return """
        alter table billing.invoice drop column number;
        """;
  }
}
