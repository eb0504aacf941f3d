package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postcar.MigrationId;
import dev.postcar.PostcarException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MigrationSelectorTest {

  private static final List<MigrationId> ALL =
      List.of(
          MigrationId.of("shop.migrations.M0001_Init"),
          MigrationId.of("shop.migrations.M0002_Isbn"),
          MigrationId.of("shop.migrations.M00002_Other"),
          MigrationId.of("billing.migrations.M0001_Init"),
          MigrationId.of("billing.migrations.M0003_Payments"));

  @ParameterizedTest
  @CsvSource({
    "shop.migrations.M0001_Init, shop.migrations.M0001_Init",
    "shop.migrations:M0001_Init, shop.migrations.M0001_Init",
    "shop.migrations:M0001, shop.migrations.M0001_Init",
    "shop.migrations.M0001, shop.migrations.M0001_Init",
    "shop.migrations:0001, shop.migrations.M0001_Init",
    "shop.migrations.0001, shop.migrations.M0001_Init",
    "billing.migrations:0001, billing.migrations.M0001_Init",
    "M0002_Isbn, shop.migrations.M0002_Isbn",
    "M0002, shop.migrations.M0002_Isbn",
    "0002, shop.migrations.M0002_Isbn",
    "00002, shop.migrations.M00002_Other",
    "M00002, shop.migrations.M00002_Other",
    "'  0003 ', billing.migrations.M0003_Payments",
    "migrations.M0003, billing.migrations.M0003_Payments",
  })
  void findsTheOneThatIsMeant(String text, String id) {
    assertThat(MigrationSelector.select(text, ALL)).isEqualTo(MigrationId.of(id));
  }

  @ParameterizedTest
  @CsvSource({
    "M0002_Isbm, Did you mean M0002_Isbn?",
    "shop.migrations.M0001_Ini, Did you mean shop.migrations.M0001_Init?",
    "shop.migrations:M0001_Ini, Did you mean shop.migrations.M0001_Init?",
    "shop.migration:M0001_Init, Did you mean shop.migrations.M0001_Init?",
    "2, 'lists them'",
    "02, 'lists them'",
    "3, Did you mean M0003_Payments?",
    "M03, Did you mean M0003_Payments?",
    "m0002, 'No migration is called \"m0002\"'",
    "hop.migrations.M0001_Init, Did you mean shop.migrations.M0001_Init?",
    "shop.migrations:, No migration is called",
    "shop.migrations, No migration is called",
    ":M0003, No migration is called",
    ".M0003, No migration is called",
    "'', No migration is called",
    "Init, No migration is called",
  })
  void refusesWhatIsNone(String text, String message) {
    assertThatThrownBy(() -> MigrationSelector.select(text, ALL))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessageContaining("No migration is called")
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource({"M0001_Init", "M0001", "0001", "migrations:0001"})
  void refusesWhatMayBeSeveralAndListsThem(String text) {
    assertThatThrownBy(() -> MigrationSelector.select(text, ALL))
        .isInstanceOf(PostcarException.Configuration.class)
        .hasMessage(
            "\""
                + text
                + "\" is ambiguous: billing.migrations.M0001_Init or shop.migrations.M0001_Init. Next: give more of the name.");
  }

  @Test
  void doesNotMindAMigrationThatIsListedTwice() {
    MigrationId id = MigrationId.of("shop.M0001_Init");

    assertThat(MigrationSelector.select("0001", List.of(id, id))).isEqualTo(id);
  }

  @Test
  void findsNoneAmongNone() {
    assertThatThrownBy(() -> MigrationSelector.select("0001", List.of()))
        .isInstanceOf(PostcarException.Configuration.class);
  }
}
