package shop.migrations;

import dev.postcar.CodeMigration;
import dev.postcar.Context;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.Normalizer;
import java.util.Locale;

/** Fills the slugs of the books that have none: the title in plain letters, and the ISBN. */
public class M0010_BackfillBookSlug extends CodeMigration {

  private static final int BATCH_SIZE = 500;

  @Override
  public void forward(Context context) throws SQLException {
    long total = countWithoutSlug(context.connection());
    context.say(total + " books need a slug");
    long done = 0;
    while (done < total) {
      done += fillBatch(context.connection());
      context.progress(done, total);
    }
  }

  @Override
  public void rollback(Context context) throws SQLException {
    try (Statement statement = context.connection().createStatement()) {
      int cleared =
          statement.executeUpdate("update shop.book set slug = null where slug is not null");
      context.say(cleared + " slugs cleared");
    }
  }

  private static long countWithoutSlug(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select count(*) from shop.book where slug is null")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static int fillBatch(Connection connection) throws SQLException {
    String select =
        """
        select id, title, isbn
        from shop.book
        where slug is null
        order by id
        limit ?
        for update
        """;
    try (PreparedStatement books = connection.prepareStatement(select);
        PreparedStatement update =
            connection.prepareStatement("update shop.book set slug = ? where id = ?")) {
      books.setInt(1, BATCH_SIZE);
      try (ResultSet book = books.executeQuery()) {
        while (book.next()) {
          update.setString(1, slug(book.getString("title"), book.getString("isbn")));
          update.setLong(2, book.getLong("id"));
          update.addBatch();
        }
      }
      return update.executeBatch().length;
    }
  }

  private static String slug(String title, String isbn) {
    String plain = Normalizer.normalize(title + " " + isbn, Normalizer.Form.NFD);
    return plain
        .replaceAll("\\p{M}", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-", "");
  }
}
