package shop;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.boot.test.autoconfigure.jdbc.AutoConfigureTestDatabase;
import org.springframework.boot.test.autoconfigure.orm.jpa.DataJpaTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** A slice migrates, on the database that connection details name, as Testcontainers does. */
@DataJpaTest
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
@Tag("each-line")
class SliceIT {

  private static final Database DATABASE = new Database();

  @Autowired private EntityManager entities;

  /** What a container would say of itself. */
  @TestConfiguration
  static class Container {

    @Bean
    JdbcConnectionDetails details() {
      return new JdbcConnectionDetails() {
        @Override
        public String getUsername() {
          return "postgres";
        }

        @Override
        public String getPassword() {
          return DATABASE.password();
        }

        @Override
        public String getJdbcUrl() {
          return DATABASE.url();
        }
      };
    }
  }

  @Test
  void theMigrationsHaveRun() {
    assertThat(entities.createQuery("select b.title from Book b", String.class).getResultList())
        .containsExactly("Postgres");
  }
}
