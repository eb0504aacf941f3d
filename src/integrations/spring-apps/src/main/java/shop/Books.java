package shop;

import jakarta.persistence.EntityManager;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Reads through JPA and JDBC. */
@RestController
public class Books {

  private final EntityManager entities;
  private final JdbcClient jdbc;

  Books(EntityManager entities, JdbcClient jdbc) {
    this.entities = entities;
    this.jdbc = jdbc;
  }

  /** The titles, and how many there are. */
  @GetMapping("/books")
  public List<String> titles() {
    long count = jdbc.sql("select count(*) from book").query(Long.class).single();
    return entities
        .createQuery("select b from Book b order by b.title", Book.class)
        .getResultList()
        .stream()
        .map(book -> book.title() + " of " + count)
        .toList();
  }
}
