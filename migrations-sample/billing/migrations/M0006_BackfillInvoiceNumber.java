package billing.migrations;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import dev.postcar.NonTransactional;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Numbers the invoices that have no number: a thousand at a time, each round committed by itself,
 * so that nobody waits long for a locked row. "postcar resume" continues it where rows are left.
 */
@NonTransactional
public class M0006_BackfillInvoiceNumber extends CodeMigration {

  private static final Duration PAUSE = Duration.ofMillis(20);

  @Override
  public void forward(Context context) throws SQLException {
    long numbered =
        context.inBatches(
            """
            update billing.invoice
            set number = to_char(issued_on, 'YYYY-') || lpad(id::text, 6, '0')
            where id in (
              select id from billing.invoice where number is null order by id limit 1000
            )
            """,
            PAUSE);
    context.say(numbered + " invoices numbered");
  }

  @Override
  public void rollback(Context context) throws SQLException {
    context.inBatches(
        """
        update billing.invoice
        set number = null
        where id in (
          select id from billing.invoice where number is not null order by id limit 1000
        )
        """,
        PAUSE);
  }
}
