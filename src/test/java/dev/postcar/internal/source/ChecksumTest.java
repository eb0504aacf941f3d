package dev.postcar.internal.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ChecksumTest {

  // Databases remember these: a test that fails here is right, and the change that broke it wrong.
  static Stream<Arguments> frozen() {
    return Stream.of(
        Arguments.of("", "v1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        Arguments.of(
            "create table book (id bigint primary key, title text not null)",
            "v1:8e4056fdc65c87c6b08b7f941541a4594415a650e96efc868e80b85e78daa91b"),
        Arguments.of(
            "  create  table t(\n  a int -- one\n);\n",
            "v1:2593ed67eedbe753c5cc3632b358f37abedbe9bc8ede969ac1384af02478bb67"),
        Arguments.of(
            "select 'a  b', \"c  d\", $$e  -- f$$, E'g\\'  h' /* i /* j */ */ , 'größe 日本 😀'",
            "v1:7fc6045c178f5fa286a651263f6221150ca5cb6d406e30a41e29849205b969b7"));
  }

  @ParameterizedTest
  @MethodSource
  void frozen(String sql, String checksum) {
    assertThat(Checksum.of(sql)).isEqualTo(checksum);
  }

  @Test
  void formattingIsNoChange() {
    assertThat(Checksum.of(" create table t( -- the table\n  a int )\n"))
        .isEqualTo(Checksum.of("create table t( a int /* the column */)"));
    assertThat(Checksum.of("select 'a  b'")).isNotEqualTo(Checksum.of("select 'a b'"));
  }

  @Test
  void halfASurrogatePairIsRefused() {
    assertThatThrownBy(() -> Checksum.of("select '😀\ud83d'"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the SQL has an unpaired surrogate (\\uD83D) at offset 10");
    assertThatThrownBy(() -> Checksum.of("-- \ude00"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("at offset 3");
  }
}
