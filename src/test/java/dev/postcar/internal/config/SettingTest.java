package dev.postcar.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingTest {

  @Test
  void noTwoSettingsShareAKeyOrAFlagOrAVariable() {
    Setting[] all = Setting.values();
    assertThat(Arrays.stream(all).map(Setting::key).filter(Objects::nonNull))
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(all).map(Setting::longFlag).filter(Objects::nonNull))
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(all).map(Setting::shortFlag).filter(Objects::nonNull))
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(all).map(Setting::environment)).doesNotHaveDuplicates();
  }

  @Test
  void theVariableIsTheLongFlagInUpperSnake() {
    assertThat(Setting.LOCK_TIMEOUT.environment()).isEqualTo("POSTCAR_LOCK_TIMEOUT");
    assertThat(Setting.USERNAME.environment()).isEqualTo("POSTCAR_USER");
    assertThat(Setting.WAIT_FOR_DB.environment()).isEqualTo("POSTCAR_WAIT_FOR_DB");
    assertThat(Setting.PACKAGES.environment()).isEqualTo("POSTCAR_PACKAGES");
  }

  @Test
  void aFlagWithoutAValueMeansWhatTheSpecificationSays() {
    assertThat(Setting.OUT_OF_ORDER.bareFlagText()).isEqualTo("run");
    assertThat(Setting.EMBEDDED.bareFlagText()).isEqualTo("true");
    assertThat(Setting.PASSWORD.bareFlagText()).isEmpty();
    assertThat(Setting.HOST.bareFlagText()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void everyDefaultIsAValueOfItsType(Setting setting) {
    if (setting.defaultText() != null) {
      assertThat(Values.read(setting, FoundValue.text(setting.defaultText(), "default")))
          .isNotNull();
    }
    assertThat(setting.help()).isNotBlank().doesNotContain("\n");
  }
}
