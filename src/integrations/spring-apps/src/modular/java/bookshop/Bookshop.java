package bookshop;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Prints the books that it has when it starts, and ends. */
@SpringBootApplication
public class Bookshop {

  public static void main(String[] args) {
    SpringApplication.run(Bookshop.class, args).close();
  }

  @Bean
  ApplicationRunner books(JdbcClient jdbc) {
    return args ->
        System.out.println(
            "books: "
                + jdbc.sql("select title || ' of ' || cents from book").query(String.class).list());
  }
}
