package dev.postcar.internal.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a target answers becomes part of what a superuser of the scratch server runs. */
final class HostileTargetTest {

  private static final String PROGRAM = "; copy (select 1) to program 'id'; --";

  @Test
  void powersAreThoseThatThereAre() {
    ScratchRoles roles =
        new ScratchRoles(
            Set.of("a", "b", "c"),
            Map.of("a", PROGRAM, "b", "createrole " + PROGRAM + " bypassrls", "c", "superuser"),
            List.of());
    assertThat(roles.powers())
        .isEqualTo(Map.of("a", "", "b", "createrole bypassrls", "c", "superuser"));
  }

  @Test
  void encodingAndLocaleAreValues() {
    assertThat(ScratchTarget.clauses(Arrays.asList("UTF8'" + PROGRAM, "C", "C", "c", null, null)))
        .isEqualTo(
            " encoding 'UTF8''; copy (select 1) to program ''id''; --' lc_collate 'C' lc_ctype 'C'"
                + " locale_provider libc");
    assertThat(ScratchTarget.clauses(Arrays.asList("UTF8", "C", "C", PROGRAM, "x", null)))
        .isEqualTo(" encoding 'UTF8' lc_collate 'C' lc_ctype 'C'");
    assertThat(ScratchTarget.clauses(Arrays.asList("UTF8", "C", "C", "i", "de'", "&a < b'")))
        .endsWith(" locale_provider icu icu_locale 'de''' icu_rules '&a < b'''");
  }
}
